import type { Call } from "../language/tree";
import type { Facts, Node } from "../typed";
import type { Typer } from "../typing";
import { Asked, RULES } from "./parts";
import "./conditions";
import "./conversions";
import "./lists";
import "./numbers";
import "./texts";

/** What is certain of a call, once its arguments are typed; null where the node says it itself. */
export function factsOfCall(typer: Typer, call: Call, node: Node): Facts | null {
  const rule = RULES.get(call.operator);
  return rule ? rule(new Asked(typer, call, node)) : null;
}
