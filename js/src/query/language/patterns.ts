/**
 * Regular expressions as MongoDB has them, checked as `dsviz_widget/query/language/patterns.py` does and written for
 * JavaScript so that they mean what RE2 means. Whatever JavaScript reads in another way is spelled out.
 */
import { quoted } from "../errors";
import { foldedLiteral, foldedRange } from "./pattern-case";
import { CONTROLS, inSet, PatternError, POSIX, REFUSED, SETS, SETS_BUT } from "./pattern-sets";
import { matchAt } from "./tokens";

const MAX_LENGTH = 1000;
const MAX_REPEATS = 1000;
const MAX_DEPTH = 50;

/** Not a look around: between the two units of a letter V8 takes those for true. */
const END = "$";
/** The end of the text, or a line end there, which is where PCRE's `$` matches. */
const END_OR_LINE_END = `(?=\\n?${END})`;
const LINE_END = `(?:\\r\\n|[${SETS.v}])`;

const REPEAT = /\{(\d+)(?:,(\d*))?\}/y;
const FLAGS = /\(\?([imsx]*)(?:-([imsx]*))?([:)])/y;
const NAMED = /\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y;
const HEX = /x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{0,2}))|u([0-9A-Fa-f]{4})/y;
const PROPERTY = /([pP])(?:\{(\^?)([A-Za-z_]+)\}|([LMNPSZC]))/y;
const POSIX_SET = /\[:(\^?)([\p{L}\p{N}_]+):\]/uy;

/**
 * A pattern of MongoDB's as one of JavaScript, global and by code points. `atLineEnd` is whether `$` matches before a
 * last line end, too.
 */
export function readPattern(pattern: string, options: string, atLineEnd: boolean): RegExp {
  for (const letter of options)
    if (!"imsxu".includes(letter))
      throw new PatternError(
        `There is no option ${quoted(letter)} of patterns.`,
        0,
        pattern.length,
        "There is i, m, s and x.",
      );
  if (pattern.length > MAX_LENGTH)
    throw new PatternError(
      `The pattern has ${pattern.length} characters; the limit is ${MAX_LENGTH}.`,
      0,
      pattern.length,
    );
  const read = (expands: boolean) => {
    const reader = new Reader(pattern, new Set(options), atLineEnd ? END_OR_LINE_END : END, expands);
    const { text } = reader.either(0);
    if (reader.at < pattern.length) throw reader.fail("')' closes nothing that was opened.", reader.at);
    return { text, reader };
  };
  let { text, reader } = read(false);
  const isMixed = reader.ignoredCase && reader.heededCase;
  // Where only a part ignores case, that part names both, for one flag rules all of a pattern.
  if (isMixed) ({ text, reader } = read(true));
  try {
    return new RegExp(text, reader.ignoredCase && !isMixed ? "giu" : "gu");
  } catch {
    throw new PatternError("This pattern cannot be used in a browser.", 0, pattern.length);
  }
}

interface Piece {
  text: string;
  /** The most repeats that are nested in it. */
  repeats: number;
  canRepeat: boolean;
}

const piece = (text: string, canRepeat = true, repeats = 1): Piece => ({ text, repeats, canRepeat });

class Reader {
  at = 0;
  ignoredCase = false;
  heededCase = false;

  constructor(
    readonly text: string,
    private flags: Set<string>,
    readonly end: string,
    readonly expands: boolean,
  ) {}

  fail(message: string, start: number, end = start + 1, hint: string | null = null): PatternError {
    return new PatternError(message, start, end, hint);
  }

  peek(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  either(depth: number): Piece {
    if (depth > MAX_DEPTH)
      throw this.fail(`The pattern is nested more than ${MAX_DEPTH} levels deep.`, this.at);
    const branches: string[] = [];
    let most = 1;
    for (;;) {
      const { text, repeats } = this.#sequence(depth);
      branches.push(text);
      most = Math.max(most, repeats);
      if (this.peek() !== "|") return piece(branches.join("|"), true, most);
      this.at += 1;
    }
  }

  #sequence(depth: number): Piece {
    let text = "";
    let most = 1;
    for (let next = this.peek(); next !== "" && next !== "|" && next !== ")"; next = this.peek()) {
      if (this.flags.has("x") && this.#skipComment()) continue;
      const start = this.at;
      const atom = this.#atom(depth);
      const { text: quantifier, repeats: times } = this.#quantifier(start, atom.canRepeat);
      if (atom.repeats * times > MAX_REPEATS)
        throw this.fail(
          `What repeats here repeats more than ${MAX_REPEATS} times.`,
          start,
          this.at,
          "Write * or + for any number.",
        );
      text += atom.text + quantifier;
      most = Math.max(most, atom.repeats * times);
    }
    return piece(text, true, most);
  }

  #skipComment(): boolean {
    if (/^\s$/.test(this.peek())) {
      this.at += 1;
      return true;
    }
    if (this.peek() !== "#") return false;
    const end = this.text.indexOf("\n", this.at);
    this.at = end < 0 ? this.text.length : end + 1;
    return true;
  }

  #quantifier(start: number, canRepeat: boolean): Piece {
    while (this.flags.has("x") && this.peek() !== "" && this.#skipComment());
    const { at } = this;
    let times = 1;
    let found: string;
    const match = matchAt(REPEAT, this.text, at);
    if (match) {
      const low = Number(match[1]);
      const high = match[2] ? Number(match[2]) : 0;
      const end = at + match[0].length;
      if (Math.max(low, high) > MAX_REPEATS)
        throw this.fail(`${match[0]} repeats more than ${MAX_REPEATS} times.`, at, end);
      if (match[2] && high < low) throw this.fail(`${match[0]} ends before it starts.`, at, end);
      this.at = end;
      times = Math.max(low, high, 1);
      found = match[0];
    } else if ("*+?".includes(this.peek() || " ")) {
      found = this.peek();
      this.at += 1;
    } else return piece("");
    if (!canRepeat) throw this.fail(`There is nothing to repeat before ${quoted(found)}.`, at, this.at);
    const follows = this.peek();
    if (follows === "?") {
      this.at += 1;
      return piece(`${found}?`, true, times);
    }
    if (follows === "+")
      throw this.fail(
        `${found}+ holds what it matched, which is not supported.`,
        at,
        this.at + 1,
        `Write ${found}.`,
      );
    if (follows === "*" || matchAt(REPEAT, this.text, this.at))
      throw this.fail("Two repeats in a row.", start, this.at + 1, "Put brackets around the first.");
    return piece(found, true, times);
  }

  #atom(depth: number): Piece {
    const character = this.peek();
    const start = this.at;
    if (character === "(") return this.#group(depth);
    if (character === "[") return piece(this.#set());
    if (character === "\\") return this.#escape();
    if ("*+?".includes(character))
      throw this.fail(`There is nothing to repeat before ${quoted(character)}.`, start);
    this.at += character.length;
    if (character === ".") return piece(this.flags.has("s") ? "[\\s\\S]" : "[^\\n]");
    const isMultiline = this.flags.has("m");
    if (character === "^") return piece(isMultiline ? "(?:^|(?<=\\n))" : "^", false);
    if (character === "$") return piece(isMultiline ? "(?:$|(?=\\n))" : this.end, false);
    return piece(this.#literal(character));
  }

  #group(depth: number): Piece {
    const { at: start, text } = this;
    for (const [opening, reason] of REFUSED)
      if (text.startsWith(opening, start))
        throw this.fail(
          `${opening} ${reason}, which is not supported.`,
          start,
          start + opening.length,
          reason.includes("look") ? "Combine two patterns with and, or, not." : null,
        );
    if (text.startsWith("(?#", start)) {
      const end = text.indexOf(")", start);
      if (end < 0) throw this.fail("The comment is not closed.", start, start + 3, "Add ).");
      this.at = end + 1;
      return piece("", false);
    }
    const outer = this.flags;
    const match = matchAt(FLAGS, text, start);
    if (match) {
      const [all, on = "", off = "", close] = match;
      this.at = start + all.length;
      this.flags = new Set([...outer, ...on].filter((letter) => !off.includes(letter)));
      if (close === ")") return piece("", false);
      const body = this.#close(start, depth);
      this.flags = outer;
      return piece(`(?:${body.text})`, true, body.repeats);
    }
    const named = matchAt(NAMED, text, start);
    if (named) this.at = start + named[0].length;
    else if (text.startsWith("(?", start))
      throw this.fail(`${text.slice(start, start + 3)} is not supported.`, start, start + 3);
    else this.at += 1;
    const body = this.#close(start, depth);
    this.flags = outer;
    return piece(`(${body.text})`, true, body.repeats);
  }

  #close(start: number, depth: number): Piece {
    const body = this.either(depth + 1);
    if (this.peek() !== ")")
      throw this.fail("'(' is not closed.", start, start + 1, "Add ), or write \\( for the sign itself.");
    this.at += 1;
    return body;
  }

  #escape(): Piece {
    const start = this.at;
    this.at += 1;
    const letter = this.peek();
    this.at += letter.length;
    if (letter === "")
      throw this.fail("A pattern cannot end with \\.", start, start + 1, "Write \\\\ for the sign itself.");
    if (letter === "Q") {
      const found = this.text.indexOf("\\E", this.at);
      const end = found < 0 ? this.text.length : found;
      const plain = Array.from(this.text.slice(this.at, end), (one) => this.#literal(one)).join("");
      this.at = Math.min(end + 2, this.text.length);
      return piece(plain, plain !== "");
    }
    if (letter === "E") return piece("", false);
    if (letter === "b" || letter === "B") return piece(`\\${letter}`, false);
    if (letter === "A") return piece("^", false);
    if (letter === "z" || letter === "Z") return piece(letter === "z" ? END : this.end, false);
    if (letter === "R") return piece(LINE_END);
    if (letter === "N") return piece("[^\\n]");
    const set = SETS[letter.toLowerCase()];
    if (set !== undefined) return piece(`[${letter === letter.toUpperCase() ? "^" : ""}${set}]`);
    if ("123456789gk".includes(letter))
      throw this.fail(
        "A pattern cannot refer back to what a group matched.",
        start,
        this.at,
        "RE2 and other engines without backtracking lack it.",
      );
    const found = this.#character(start, letter);
    return piece(
      typeof found.code === "number" ? this.#literal(String.fromCodePoint(found.code)) : found.text,
    );
  }

  /** Reads an escape that stands for one character or a property of some, after its letter. */
  #character(start: number, letter: string): { text: string; code: number | null } {
    const control = CONTROLS[letter];
    if (control) return { text: control[0], code: control[1] };
    const coded = (code: number) => ({ text: inSet(code), code });
    const hex = matchAt(HEX, this.text, start + 1);
    if (hex) {
      this.at = start + 1 + hex[0].length;
      const code = Number.parseInt(hex[1] || hex[2] || hex[3] || "0", 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        throw this.fail(`${hex[0]} is no character.`, start, this.at);
      return coded(code);
    }
    const next = this.text[this.at] ?? "";
    if (letter === "c" && next !== "" && next.charCodeAt(0) < 128) {
      this.at += 1;
      return coded(next.toUpperCase().charCodeAt(0) ^ 64);
    }
    if (letter === "0") {
      const digits = matchAt(/[0-7]{0,2}/y, this.text, this.at)?.[0] ?? "";
      this.at += digits.length;
      return coded(Number.parseInt(digits || "0", 8));
    }
    const property = matchAt(PROPERTY, this.text, start + 1);
    if (property) {
      this.at = start + 1 + property[0].length;
      return { text: this.#property(property, start), code: null };
    }
    if (/^[0-9A-Za-z]$/.test(letter))
      throw this.fail(`\\${letter} means nothing in a pattern.`, start, this.at);
    return coded(letter.codePointAt(0) as number);
  }

  #property([, sign = "p", not = "", name = "", short = ""]: RegExpExecArray, start: number): string {
    const isNegated = (sign === "P") !== (not === "^");
    const wanted = name || short;
    if (wanted === "Any") return isNegated ? "\\P{Any}" : "\\p{Any}";
    const written = /^[LMNPSZC][a-z]?$/.test(wanted) ? wanted : `Script=${wanted}`;
    const text = `\\${isNegated ? "P" : "p"}{${written}}`;
    try {
      new RegExp(text, "u");
    } catch {
      throw this.fail(`There is no property ${quoted(wanted)}.`, start, this.at);
    }
    return text;
  }

  /** Reads `[...]`. */
  #set(): string {
    const { at: start, text } = this;
    this.at += 1;
    const isNegated = this.peek() === "^";
    if (isNegated) this.at += 1;
    let parts = "";
    for (let isFirst = true; isFirst || this.peek() !== "]"; isFirst = false) {
      if (this.peek() === "")
        throw this.fail("'[' is not closed.", start, start + 1, "Add ], or write \\[ for the sign itself.");
      const lowAt = this.at;
      const low = this.#member();
      const isRange = this.peek() === "-" && ![undefined, "]"].includes(text[this.at + 1]);
      if (!isRange) {
        parts += low.code === null ? low.text : this.#range(low.code, low.code);
        continue;
      }
      this.at += 1;
      const high = this.#member();
      if (low.code === null || high.code === null) {
        parts += `${low.text}\\-${high.text}`;
        continue;
      }
      if (high.code < low.code)
        throw this.fail(`${text.slice(lowAt, this.at)} runs backwards.`, lowAt, this.at);
      parts += this.#range(low.code, high.code);
    }
    this.at += 1;
    return `[${isNegated ? "^" : ""}${parts}]`;
  }

  #member(): { text: string; code: number | null } {
    const { at: start, text } = this;
    const posix = matchAt(POSIX_SET, text, start);
    if (posix) {
      const name = posix[2] ?? "";
      const known = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
      const end = start + posix[0].length;
      if (known === undefined || posix[1])
        throw this.fail(
          `${posix[0]} is not supported.`,
          start,
          end,
          `There is ${Object.keys(POSIX).join(", ")}.`,
        );
      this.at = end;
      return { text: known, code: null };
    }
    const character = this.peek();
    this.at += character.length;
    if (character !== "\\") return { text: character, code: character.codePointAt(0) as number };
    const letter = this.peek();
    this.at += letter.length;
    if (letter === "") throw this.fail("'[' is not closed.", start);
    const set = SETS[letter] ?? SETS_BUT[letter];
    if (set !== undefined) return { text: set, code: null };
    if (letter === "b") return { text: "\\u{8}", code: 8 };
    return this.#character(start, letter);
  }

  #range(low: number, high: number): string {
    const text = low === high ? inSet(low) : `${inSet(low)}-${inSet(high)}`;
    const isIgnored = this.#noteCase(true);
    return isIgnored && this.expands ? text + foldedRange(low, high, inSet) : text;
  }

  #literal(character: string): string {
    const isIgnored = this.#noteCase(character.toLowerCase() !== character.toUpperCase());
    const variants = isIgnored && this.expands ? foldedLiteral(character) : [character];
    if (variants.length > 1)
      return `[${variants.map((one) => inSet(one.codePointAt(0) as number)).join("")}]`;
    if ("\\^$.|?*+()[]{}/".includes(character)) return `\\${character}`;
    const code = character.codePointAt(0) as number;
    return code < 32 || code === 127 ? `\\u{${code.toString(16)}}` : character;
  }

  /** Whether case counts here; notes that it did, and that it did not, for what has a case. */
  #noteCase(hasCase: boolean): boolean {
    const isIgnored = this.flags.has("i");
    if (hasCase && isIgnored) this.ignoredCase = true;
    if (hasCase && !isIgnored) this.heededCase = true;
    return isIgnored;
  }
}
