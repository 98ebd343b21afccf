import { formatCount, formatNumber } from "../../format";
import type { MoleculeData } from "./fetch-molecule";

const FACTS: [string, string][] = [
  ["formula", "Formula"],
  ["weight", "Weight, g/mol"],
  ["atoms", "Atoms"],
  ["residues", "Residues"],
  ["chains", "Chains"],
];

/** What is known of a molecule, and what its file says of it. */
export function Properties({ data }: { data: MoleculeData }) {
  const facts = FACTS.filter(([name]) => data.facts[name] !== null && data.facts[name] !== undefined);
  return (
    <section class="dv-molecule-side" aria-label="Properties">
      <dl>
        {facts.map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              {name === "formula" ? <Formula text={String(data.facts[name])} /> : valueText(data.facts[name])}
            </dd>
          </div>
        ))}
        {data.properties.map(([name, value]) => (
          <div key={name} class="dv-molecule-own">
            <dt title={name}>{name}</dt>
            <dd title={value}>{value || "–"}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function valueText(value: unknown): string {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
}

/** A formula with its numbers set low: C₂H₆O. */
function Formula({ text }: { text: string }) {
  return (
    <span title={text}>
      {text.split(/(\d+)/).map((part, k) => (/^\d+$/.test(part) ? <sub key={k}>{part}</sub> : part))}
    </span>
  );
}
