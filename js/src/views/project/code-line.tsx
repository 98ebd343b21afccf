import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { messageOf } from "../../thumbnails";
import { useConnection } from "../context";
import { copyOf } from "./copy";

/** A line of Python, and the way to copy it. */
export function CodeLine({ code }: { code: string }) {
  const connection = useConnection();
  const [said, setSaid] = useState("");
  const copy = () => {
    copyOf(connection, code).then(
      () => setSaid("Copied"),
      (error) => setSaid(messageOf(error)),
    );
  };
  return (
    <div class="dv-code-line">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys */}
      <pre class="dv-code" tabIndex={0}>
        {codeParts(code).map(({ text, isText }, at) =>
          isText ? (
            <span key={at} class="dv-c-value">
              {text}
            </span>
          ) : (
            text
          ),
        )}
      </pre>
      <span role="status">{said}</span>
      <Button icon="copy" small title="Copy the code" onClick={copy} />
    </div>
  );
}

/** Python cut at its texts in double quotes. */
function codeParts(code: string): { text: string; isText: boolean }[] {
  return code
    .split(/("(?:[^"\\]|\\.)*")/)
    .filter(Boolean)
    .map((text) => ({ text, isText: text.startsWith('"') }));
}
