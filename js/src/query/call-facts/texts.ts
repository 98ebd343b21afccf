/** What is certain of texts and dates. */
import { isFloat, type Kind } from "../kinds";
import { argument } from "../language/tree";
import type { Facts } from "../typed";
import {
  type Asked,
  anyNull,
  anyRaises,
  asText,
  expected,
  NOTHING,
  type Part,
  plain,
  rule,
  textsOf,
  truth,
  whole,
  written,
} from "./parts";

const isFilled = (part: Part | undefined) => part?.isLiteral === true && Boolean(part.value);
const isPosition = (part: Part) => (written(part) ?? -1) >= 0;

rule("$concat", (asked) => plain(asked, textsOf(asked.args)));
rule("$toLower $toUpper $strcasecmp", (asked) => plain(asked, asked.args.map(asText), { nullable: false }));
rule("$strLenCP $strLenBytes", (asked) => {
  const parts = textsOf(asked.args);
  return plain(asked, parts, { nullable: false, raises: anyNull(parts) });
});
rule("$split", (asked) => {
  const parts = textsOf(asked.args);
  return plain(asked, parts, { raises: !isFilled(parts[1]) });
});
rule("$trim $ltrim $rtrim", (asked) => plain(asked, textsOf(asked.named("input", "chars"))));
rule("$replaceAll $replaceOne", (asked) =>
  plain(asked, textsOf(asked.named("input", "find", "replacement"))),
);
rule("$substrCP $substrBytes $substr", (asked) => {
  const [text = NOTHING, ...rest] = asked.args;
  const places = rest.map(whole);
  const isPlain = asked.call.operator === "$substrCP" && places.every(isPosition);
  return plain(asked, [asText(text), ...places], { nullable: false, raises: !isPlain });
});
rule("$indexOfCP $indexOfBytes", (asked) => {
  const [text, part, ...rest] = asked.args;
  const [source = NOTHING, sought = NOTHING] = textsOf([text ?? NOTHING, part ?? NOTHING]);
  const limits = rest.map(whole);
  const isSafe = !sought.nullable && limits.every(isPosition);
  return plain(asked, [source, sought, ...limits], { nullable: source.nullable, raises: !isSafe });
});
rule("$regexMatch", (asked) => truth(anyRaises(textsOf(asked.named("input")))));
rule("$regexFind $regexFindAll", (asked) =>
  plain(asked, textsOf(asked.named("input")), { nullable: asked.call.operator === "$regexFind" }),
);

const datesOf = (parts: readonly Part[]) => parts.map((part) => expected(part, "date"));
/** The day that a week starts on, which is looked at for weeks alone; what is no text is null. */
function weekStart(asked: Asked): Part[] {
  const [unit] = asked.named("unit");
  return unit?.value === "week" ? asked.named("startOfWeek") : [];
}

rule(
  "$year $month $hour $minute $second $millisecond $isoWeek $isoWeekYear $isoDayOfWeek $dayOfMonth $dayOfWeek " +
    "$dayOfYear $week $dateToParts",
  (asked) => plain(asked, [...datesOf([...asked.args, ...asked.named("date")]), ...asked.named("timezone")]),
);
rule("$dateAdd $dateSubtract", (asked) =>
  plain(
    asked,
    [
      ...datesOf(asked.named("startDate")),
      ...asked.named("amount").map(whole),
      ...asked.named("unit", "timezone"),
    ],
    { raises: true },
  ),
);
rule("$dateDiff", (asked) =>
  plain(asked, [
    ...datesOf(asked.named("startDate", "endDate")),
    ...asked.named("unit", "timezone"),
    ...weekStart(asked),
  ]),
);
rule("$dateTrunc", (asked) => {
  const size = asked.named("binSize").map(whole);
  const parts = [...datesOf(asked.named("date")), ...asked.named("unit", "timezone"), ...weekStart(asked)];
  const isSafe = size.every((part) => {
    const count = written(part);
    return count !== null && count > 0 && count <= 3_000_000;
  });
  return plain(asked, [...parts, ...size], { raises: !isSafe });
});
rule("$dateFromParts", (asked) => {
  const parts = asked.call.named.flatMap(({ name, value }) => {
    const part = asked.of(value);
    return part ? [name === "timezone" ? part : whole(part)] : [];
  });
  return plain(asked, parts, { raises: true });
});
const withFallbacks = (kind: Kind, parts: readonly Part[], raises: boolean): Facts => ({
  nullable: true,
  nan: isFloat(kind) || kind.name === "mixed",
  finite: false,
  raises: raises || anyRaises(parts),
});
rule("$dateToString", (asked) =>
  withFallbacks(
    asked.node.kind,
    [...datesOf(asked.named("date")), ...asked.named("format", "onNull", "timezone")],
    false,
  ),
);
rule("$dateFromString", (asked) => {
  const isHandled = argument(asked.call, "onError") !== null;
  const text = asked.named("dateString");
  const others = asked.named("format", "onError", "onNull", "timezone");
  return withFallbacks(asked.node.kind, [...(isHandled ? text : textsOf(text)), ...others], !isHandled);
});
