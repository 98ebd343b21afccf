import { readExtendedJson } from "../../src/extended-json";
import { Instant, isNumber, isObjectValue, type Value } from "../../src/query/values";
import { fromJson } from "./tables";

/** The answer for a row on which MongoDB stops with an error. */
export const STOPPED: Value = { $error: true };

/** An answer as the file of cases has it. */
export function answerOf(json: unknown): Value {
  if (JSON.stringify(json) === JSON.stringify(STOPPED)) return STOPPED;
  return fromJson(readExtendedJson(JSON.stringify(json)));
}

/** Whether two answers are the same: numbers nearly, and a field that is null is one that is not there. */
export function agree(found: Value, wanted: Value): boolean {
  if (found === STOPPED || wanted === STOPPED) return found === wanted;
  if (found == null || wanted == null) return found == null && wanted == null;
  if (isNumber(found) && isNumber(wanted)) return isClose(Number(found), Number(wanted));
  if (Array.isArray(found) && Array.isArray(wanted))
    return found.length === wanted.length && found.every((item, at) => agree(item, wanted[at]));
  if (found instanceof Instant && wanted instanceof Instant) return found.ms === wanted.ms;
  if (isObjectValue(found) && isObjectValue(wanted))
    return [...Object.keys(found), ...Object.keys(wanted)].every((name) => agree(found[name], wanted[name]));
  return found === wanted;
}

function isClose(found: number, wanted: number): boolean {
  if (Object.is(found, wanted) || (Number.isNaN(found) && Number.isNaN(wanted))) return true;
  return Math.abs(found - wanted) <= Math.max(1e-12, 1e-9 * Math.max(Math.abs(found), Math.abs(wanted)));
}
