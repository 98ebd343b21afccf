import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import { Segments } from "../../controls/segments";
import type { VersionAbout } from "../../project/wire";
import { inUnits, UNITS, type Unit } from "./keep-words";
import { useProject } from "./project-state";
import { exactTime, versionName } from "./words";

interface KeepFormProps {
  anchor: Anchor;
  about: Pick<VersionAbout, "name" | "version" | "ttl_s" | "created_at">;
  onClose(): void;
}

const SEGMENTS = (Object.keys(UNITS) as Unit[]).map((value) => ({ value, label: value }));
const LONGEST_S = 1000 * 365 * 86_400;

/** How long a version is kept, from the moment it was logged. */
export function KeepForm({ anchor, about, onClose }: KeepFormProps) {
  const state = useProject();
  const { name, version, ttl_s, created_at } = about;
  const first = ttl_s === null ? { count: 30, unit: "days" as Unit } : inUnits(ttl_s);
  const [isLimited, setLimited] = useState(ttl_s !== null);
  const [text, setText] = useState(String(first.count));
  const [unit, setUnit] = useState(first.unit);
  const [failure, setFailure] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const seconds = Number(text) * UNITS[unit];
  const isValid = text.trim() !== "" && seconds > 0 && seconds <= LONGEST_S;
  const until = isValid ? new Date(Date.parse(created_at) + seconds * 1000) : null;
  const isPast = until !== null && until.getTime() < Date.now();
  const done = async () => {
    if (isWorking || (isLimited && !isValid)) return;
    setWorking(true);
    const said = await state.edit({ what: "ttl", name, version, seconds: isLimited ? seconds : null });
    setWorking(false);
    setFailure(said);
    if (said === null) onClose();
  };
  const title = `Keep ${versionName(name, version)}`;
  return (
    <Popover anchor={anchor} open onClose={onClose} label={title} width={340} class="dv-project-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        <b>{title}</b>
        <Segments
          label="How long"
          segments={[
            { value: false, label: "For ever" },
            { value: true, label: "For some time" },
          ]}
          value={isLimited}
          onPick={setLimited}
        />
        {isLimited && (
          <div class="dv-keep-line">
            <input
              class="dv-field"
              type="number"
              min="0"
              step="any"
              aria-label={`How many ${unit}`}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
            />
            <Segments label="Unit" segments={SEGMENTS} value={unit} onPick={setUnit} />
          </div>
        )}
        <p class="dv-quiet">
          {!isLimited
            ? "It stays until somebody deletes it."
            : until === null
              ? "Type a number greater than 0."
              : `It may go ${isPast ? "at once, as that was" : "from"} ${exactTime(until.toISOString())}${isPast ? "" : " on"}: Api().delete_expired() deletes it then, whatever its aliases; nothing deletes it by itself.`}
        </p>
        {failure !== null && <p role="alert">{failure}</p>}
        <div class="dv-form-end">
          <Button label="Cancel" onClick={onClose} />
          <Button
            look="primary"
            type="submit"
            label="Keep so"
            disabled={isWorking || (isLimited && !isValid)}
          />
        </div>
      </form>
    </Popover>
  );
}
