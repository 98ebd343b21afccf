/** Words of the infix form that are one operator or another, by the kind of what they are given. */
import { byPosition, OPERATORS, type Operator } from "./registry";

byPosition("len", 1, 1, (typer, call, operator) => {
  typer.checkCount(call, operator);
  const { kind } = typer.type(call.args[0] ?? call);
  if (kind.name === "mixed")
    throw typer.error(
      "type",
      "len() cannot tell whether it counts items or characters here.",
      call.span,
      "Write size(...) for lists, length(...) for texts.",
    );
  const meant = OPERATORS.get(kind.name === "text" ? "$strLenCP" : "$size") as Operator;
  return meant.rule(typer, { ...call, operator: meant.name }, meant);
});
