import type { Atom3D } from "3dmol/build/3Dmol.es6-min.js";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { messageOf } from "../../thumbnails";
import { nameOf } from "../any-file";
import { useThemeAround } from "../shown-theme";
import type { StillItem } from "../stills";
import { atomText } from "./atoms";
import { coloringsOf, legendOf } from "./colors";
import { MoleculeLegend } from "./legend";
import { Scene } from "./scene";
import type { MoleculeSettings } from "./settings";
import { type Look, stylesOf, usualColoring, usualStyle } from "./styles";
import type { MoleculeState } from "./use-molecule";

export interface MoleculePaneProps {
  item: StillItem;
  state: MoleculeState;
  settings: MoleculeSettings;
  width: number;
  height: number;
  onRetry(): void;
  /** Told when the molecule can be drawn, and with null when no longer. */
  onScene?(scene: Scene | null): void;
  /** Words above it, and a way to take it away, where several are beside each other. */
  title?: string;
  onClose?: (() => void) | undefined;
}

/** How a molecule is drawn: as was chosen, where it can be drawn so. */
export function lookOf(settings: MoleculeSettings, { contents }: Pick<Scene, "contents">): Look {
  const chosen = settings.style.value;
  const style = chosen && stylesOf(contents).includes(chosen) ? chosen : usualStyle(contents);
  const wanted = settings.coloring.value;
  const coloring = wanted && coloringsOf(contents).includes(wanted) ? wanted : usualColoring(contents, style);
  return {
    style,
    coloring,
    hasHydrogens: settings.hasHydrogens.value,
    hasWater: settings.hasWater.value,
  };
}

/** One molecule that turns under the hand. */
export function MoleculePane(props: MoleculePaneProps) {
  const { item, state, settings, width, height, onScene, title } = props;
  const place = useRef<HTMLDivElement>(null);
  const scene = useRef<Scene | null>(null);
  const [shown, setShown] = useState<Scene | null>(null);
  const [drawn, setDrawn] = useState(0);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [atom, setAtom] = useState<Atom3D | null>(null);
  const theme = useThemeAround(place);
  const data = state.status === "ready" ? state.data : null;

  useLayoutEffect(() => {
    const el = place.current;
    if (!el) return;
    try {
      scene.current = Scene.open(el, {
        onAtom: setAtom,
        onTurn: (turn) => {
          settings.turn.value = turn;
        },
      });
    } catch (error) {
      setFailure(messageOf(error));
    }
    return () => {
      scene.current?.close();
      scene.current = null;
      onScene?.(null);
    };
  }, []);

  useEffect(() => {
    const opened = scene.current;
    if (!opened || !data) return;
    try {
      opened.load(data);
      opened.fit(settings.turn.peek() ?? turnOf(item));
      setFailure(null);
      setShown(opened);
      setDrawn((count) => count + 1);
      onScene?.(opened);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, [data]);

  const look = shown && lookOf(settings, shown);
  const ground = settings.ground.value;
  const isDark = ground === "black" || (ground === "view" && theme === "dark");
  const hasLabels = settings.hasLabels.value;
  useEffect(() => {
    if (!look || !shown) return;
    let isCurrent = true;
    setBusy(look.style === "surface");
    shown
      .draw(look)
      .catch((error) => isCurrent && setFailure(messageOf(error)))
      .finally(() => isCurrent && setBusy(false));
    return () => {
      isCurrent = false;
    };
  }, [drawn, look?.style, look?.coloring, look?.hasHydrogens, look?.hasWater]);
  useEffect(() => shown?.label(hasLabels, isDark ? "#eceef2" : "#16181d"), [drawn, hasLabels, isDark]);
  useEffect(() => {
    scene.current?.ground(isDark ? "#111317" : "#ffffff", ground === "view" ? 0 : 1);
  }, [drawn, ground, isDark]);
  const spinner = settings.spinner.value;
  const maySpin = settings.isSpinning.value && shown !== null && (spinner === null || spinner === shown);
  useEffect(() => {
    const taken = settings.spinner.peek();
    if (!maySpin || (taken !== null && taken !== shown)) return;
    settings.spinner.value = shown;
    shown.spin(true);
    return () => {
      shown.spin(false);
      if (settings.spinner.peek() === shown) settings.spinner.value = null;
    };
  }, [drawn, maySpin]);
  useEffect(() => scene.current?.resize(), [width, height]);
  const resets = settings.resets.value;
  const seenResets = useRef(resets);
  useEffect(() => {
    if (resets === seenResets.current) return;
    seenResets.current = resets;
    shown?.fit(turnOf(item));
  }, [resets]);
  const turn = settings.turn.value;
  useEffect(() => {
    if (turn) shown?.follow(turn);
  }, [turn, shown]);

  const message = state.status === "failed" ? state.message : failure;
  return (
    <figure
      class="dv-molecule-pane"
      style={{ width: `${width}px`, height: `${height}px` }}
      data-ground={isDark ? "dark" : "light"}
      data-ready={look !== null && message === null}
      data-style={look?.style}
      data-coloring={look?.coloring}
    >
      <div ref={place} class="dv-molecule-place" role="img" aria-label={nameOf(item)} />
      {title !== undefined && (
        <figcaption class="dv-molecule-title">
          <span class="dv-text">{title}</span>
          {props.onClose && (
            <Button small icon="close" title={`No longer beside: ${title}`} onClick={props.onClose} />
          )}
        </figcaption>
      )}
      {look && shown && message === null && (
        <div class="dv-molecule-below">
          <MoleculeLegend
            legend={legendOf(look.coloring, shown.contents, seenAtoms(shown, look))}
            coloring={look.coloring}
          />
          <output class="dv-molecule-atom">{atom ? atomText(atom) : ""}</output>
        </div>
      )}
      {state.status === "loading" && (
        <div
          class="dv-viewer-progress"
          role="progressbar"
          aria-label="Loading the molecule"
          aria-valuenow={state.share * 100}
        />
      )}
      {isBusy && message === null && (
        <div class="dv-viewer-progress" role="progressbar" aria-label="Making the surface" />
      )}
      {message !== null && (
        <div class="dv-viewer-failure" role="alert">
          <Icon name="missing" size={20} />
          <p>{message}</p>
          <Button look="line" label="Try again" onClick={props.onRetry} />
        </div>
      )}
    </figure>
  );
}

/** The legend is silent about hydrogens that are not drawn. */
function seenAtoms({ atoms }: Scene, { hasHydrogens }: Look): Atom3D[] {
  return hasHydrogens ? atoms : atoms.filter(({ elem }) => elem !== "H");
}

/** How its still shows it. */
function turnOf({ facts }: StillItem): number[] | null {
  const { turn } = facts;
  return Array.isArray(turn) && turn.length === 4 ? turn : null;
}
