import { tokenize } from "../expression";

/** An expression in the colours of the host's editor. */
export function ExpressionText({ text, columns }: { text: string; columns?: readonly string[] }) {
  return (
    <span class="dv-code dv-expression">
      {tokenize(text, columns).map((token, at) =>
        token.kind === "space" ? (
          token.text
        ) : (
          <span key={at} class={`dv-c-${token.kind}`}>
            {token.text}
          </span>
        ),
      )}
    </span>
  );
}
