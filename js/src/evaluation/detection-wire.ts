/** What crosses between the scores of a view and Python where boxes are scored. */
import type { Query } from "../wire";
import type { EvaluatedCurve, EvaluationOffers, EvaluationOptions } from "./wire";

/** What a detection can be, and what a true box can be that none found. */
export type BoxKind = "right" | "poorly_placed" | "confused" | "duplicate" | "background" | "missed";

/** Means over classes; null where no class has true boxes of that size. */
interface AreaFigures {
  ap: number | null;
  ar: number | null;
}

/** What one table comes to at any threshold, as COCO counts it. Lists have an entry for each class. */
export interface DetectionSide {
  /** Rows of this table in the query, and those of them with a photo. */
  rows: number;
  photos: number;
  /** Rows without a photo, and detections without a score. */
  skipped: { photo: number; score: number };
  truths: number;
  found: number;
  /** How a clause names the boxes. */
  expressions: { truth: string; prediction: string };
  ap: number | null;
  ap50: number | null;
  ap75: number | null;
  /** From 100, 1 and 10 boxes of a class in a photo. */
  ar: number | null;
  ar_1: number | null;
  ar_10: number | null;
  by_area: { small: AreaFigures; medium: AreaFigures; large: AreaFigures };
  class_truths: number[];
  class_found: number[];
  class_ap: (number | null)[];
  class_ap50: (number | null)[];
  class_ar: (number | null)[];
  /** The score that counts; null where detections have none, and all count as 1. */
  score: string | null;
  /** Detections by score, in bins of equal width over the range of `score`. */
  histogram: number[];
}

export interface DetectionResult {
  kind: "detection";
  offers: EvaluationOffers;
  options: EvaluationOptions;
  classes: string[];
  /** For each class the clause that keeps photos with a true box of it; null where there is none. */
  class_clauses: (string | null)[];
  /** Of the first table that has scores. */
  score: { name: string | null; low: number; high: number };
  sides: DetectionSide[];
}

/** What one table comes to at one threshold and one overlap. */
export interface DetectionSideAt {
  kinds: Record<BoxKind, number>;
  found: number;
  truths: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  /** For each class the counts of `kinds`, in their order. */
  class_kinds: number[][];
}

/** What tables found in one photo. */
export interface PhotoCounts {
  row: number;
  /** Null for a table that has no photo there. */
  sides: ({ right: number; wrong: number; truths: number } | null)[];
}

/** Detections of one class that lie on a true box of another, in each table. */
export interface ConfusedPair {
  truth: number;
  prediction: number;
  counts: number[];
}

export interface DetectionAtThreshold {
  sides: DetectionSideAt[];
  /** The most frequent ones. */
  confused: ConfusedPair[];
  /** Where tables differ most; of one table, where it errs most. */
  photos: PhotoCounts[];
  /** Why there are none, where that is not known. */
  photos_missing?: string;
}

/** Boxes that were picked: of a kind, or of a cell of the matrix. */
export interface PickedBoxes {
  query: Query;
  options: EvaluationOptions;
  threshold: number;
  class_thresholds: Record<string, number> | null;
  iou: number;
  kind: BoxKind | null;
  /** Without a kind: the true class, and the one that was named. */
  truth?: number;
  prediction?: number;
  /** Number of a table, null for any of them. */
  side: number | null;
  class: number | null;
  /** Columns on which tables are matched; none for one table. */
  keys: string[];
}

declare module "./wire" {
  interface EvaluationResults {
    detection: DetectionResult;
  }
  interface ThresholdResults {
    detection: DetectionAtThreshold;
  }
}

declare module "../wire" {
  interface Questions {
    /** The clause that keeps photos which have picked boxes; those with most of them where there are too many. */
    picked_clause: {
      params: PickedBoxes;
      result: { clause: string | null; rows: number; shown: number; photos: PhotoCounts[] };
    };
  }
}

/** Precision against recall of one class of boxes, and AP at the overlap asked for. */
export type DetectionCurve = { pr: EvaluatedCurve; average: number } | null;
