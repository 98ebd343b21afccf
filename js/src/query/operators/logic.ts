/** And, or, not: MongoDB's on any value by its truth, the infix words on conditions only. */
import { RowStop } from "../errors";
import { BOOLEAN } from "../kinds";
import type { Node } from "../typed";
import { isTrue } from "../values";
import { MANY } from "./needs";
import { byPosition, type Rule } from "./registry";

function rule(decisive: boolean | null, takesConditions: boolean): Rule {
  return (typer, call, operator) => {
    const items = typer.args(call, operator);
    if (takesConditions) for (const item of items) typer.requireCondition(item);
    const [first] = items;
    if (decisive === null && first)
      return { span: call.span, kind: BOOLEAN, run: (frame) => !isTrue(first.run(frame)) };
    return decided(items, decisive === true, call.span);
  };
}

/** An error counts where no other part decides. */
function decided(items: readonly Node[], decisive: boolean, span: Node["span"]): Node {
  return {
    span,
    kind: BOOLEAN,
    run(frame) {
      let stopped: RowStop | null = null;
      for (const item of items)
        try {
          if (isTrue(item.run(frame)) === decisive) return decisive;
        } catch (stop) {
          if (!(stop instanceof RowStop)) throw stop;
          stopped ??= stop;
        }
      if (stopped !== null) throw stopped;
      return !decisive;
    },
  };
}

byPosition("$and", 0, MANY, rule(false, false));
byPosition("$or", 0, MANY, rule(true, false));
byPosition("$not", 1, 1, rule(null, false));
byPosition("and", 2, MANY, rule(false, true));
byPosition("or", 2, MANY, rule(true, true));
byPosition("not", 1, 1, rule(null, true));
