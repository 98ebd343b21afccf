import { type ComponentChildren, Fragment } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { VersionAbout } from "../../project/wire";
import { useConnection } from "../context";
import { LazyMenu } from "../lazy-menus";
import { copyOf } from "./copy";
import { DeleteForm } from "./delete-form";
import { KeepForm } from "./keep-form";
import { NameForm } from "./name-form";
import type { NameChange } from "./named";
import { ProjectPage } from "./project-page";
import { useProject } from "./project-state";
import { Removable } from "./removable";
import { artifactIcon, latestFirst, versionName } from "./words";

interface VersionHeadProps {
  about: VersionAbout;
  treeButton: ComponentChildren;
}

type Form = NameChange | "page" | "keep" | "delete" | "delete-all";

/** The name of a version, what else it is called, and what can be done with it. */
export function VersionHead({ about, treeButton }: VersionHeadProps) {
  const state = useProject();
  const connection = useConnection();
  const { name, version, type, aliases, tags, tables } = about;
  const [form, setForm] = useState<Form | null>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [said, setSaid] = useState("");
  const add = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const isWritable = state.listing.value?.is_writable ?? false;
  const isPage = state.listing.value?.is_page ?? false;
  const [table] = tables;
  const other = about.older ?? about.newer;
  const take = async (change: Parameters<typeof state.edit>[0]) => setSaid((await state.edit(change)) ?? "");
  const copy = (text: string, what: string) =>
    copyOf(connection, text).then(
      () => setSaid(`${what} copied.`),
      (error) => setSaid(String(error)),
    );
  return (
    <header class="dv-page-head">
      {treeButton}
      <Icon name={artifactIcon(type, tables.length > 0)} />
      <h2 class="dv-page-name" title={versionName(name, version)} aria-label={versionName(name, version)}>
        <span class="dv-text">{name}</span>
        <span>
          <span class="dv-quiet">:</span>v{version}
        </span>
      </h2>
      <span class="dv-page-names">
        {latestFirst(aliases).map((alias) => (
          <Removable
            key={alias}
            text={alias}
            look={alias === "latest" ? "is-latest" : ""}
            onRemove={
              isWritable && alias !== "latest" ? () => void take({ what: "unalias", name, alias }) : null
            }
          />
        ))}
        {tags.map((tag) => (
          <Removable
            key={`tag ${tag}`}
            text={tag}
            look="is-quiet"
            onRemove={isWritable ? () => void take({ what: "untag", name, version, tag }) : null}
          />
        ))}
        {isWritable && (
          <Button
            buttonRef={add}
            small
            icon="plus"
            title="Add an alias or a tag"
            aria-expanded={form === "alias" && !isMenuOpen}
            onClick={() => setForm(form === "alias" ? null : "alias")}
          />
        )}
      </span>
      <span class="dv-said" role="status">
        {said}
      </span>
      <span class="dv-page-tools">
        {table && !table.lacks && (
          <Button
            look="line"
            icon="table"
            label={<span class="dv-page-word">Open table</span>}
            aria-label="Open table"
            title={`Open ${table.name} as a table`}
            onClick={() => state.openInner({ what: "table", name, version, path: table.path })}
          />
        )}
        {other !== null && (
          <Button
            look="line"
            icon="compare"
            label={<span class="dv-page-word">Compare</span>}
            aria-label="Compare"
            title={`Set v${version} beside v${other}`}
            onClick={() => state.compare(name, [version, other])}
          />
        )}
        <Button
          buttonRef={more}
          icon="more"
          title="More of the version"
          aria-expanded={isMenuOpen}
          onClick={() => setMenuOpen(!isMenuOpen)}
        />
      </span>
      {isMenuOpen && (
        <LazyMenu
          anchor={more}
          label="More of the version"
          onClose={() => setMenuOpen(false)}
          groups={[
            isWritable
              ? [
                  { icon: "pencil", label: "Rename the artifact …", onPick: () => setForm("rename") },
                  { icon: "text", label: "Describe the version …", onPick: () => setForm("describe") },
                  { icon: "label", label: "Add an alias or a tag …", onPick: () => setForm("alias") },
                  { icon: "clock", label: "How long it is kept …", onPick: () => setForm("keep") },
                ]
              : [],
            [
              {
                icon: "code",
                label: "Copy Python that uses it",
                onPick: () => void copy(about.code, "The code was"),
              },
              {
                icon: "copy",
                label: "Copy its name",
                onPick: () => void copy(about.qualified_name, "The name was"),
              },
              {
                icon: "copy",
                label: "Copy its digest",
                onPick: () => void copy(about.digest, "The digest was"),
              },
            ],
            isPage
              ? []
              : [
                  {
                    icon: "export",
                    label: "Write the project as an HTML page …",
                    onPick: () => setForm("page"),
                  },
                ],
            isWritable
              ? [
                  { icon: "trash", label: `Delete v${version} …`, onPick: () => setForm("delete") },
                  ...(about.version_count > 1
                    ? [
                        {
                          icon: "trash" as const,
                          label: `Delete all versions of ${name} …`,
                          onPick: () => setForm("delete-all"),
                        },
                      ]
                    : []),
                ]
              : [],
          ]}
        />
      )}
      {form !== null && (
        <Fragment key={form}>
          {form === "page" ? (
            <ProjectPage anchor={more} onClose={() => setForm(null)} />
          ) : form === "delete" || form === "delete-all" ? (
            <DeleteForm
              anchor={more}
              doomed={form === "delete" ? { name, version } : { name, all: true }}
              onClose={() => setForm(null)}
            />
          ) : form === "keep" ? (
            <KeepForm anchor={more} about={about} onClose={() => setForm(null)} />
          ) : (
            <NameForm
              anchor={form === "alias" && add.current ? add : more}
              change={form}
              named={{ of: "version", name, version, description: about.description }}
              onClose={() => setForm(null)}
            />
          )}
        </Fragment>
      )}
    </header>
  );
}
