/** What crosses between the scores of a view and Python: classification and segmentation. */
import type { Query } from "../wire";

/** What a matrix counts: rows, or their share of the true or of the predicted class. */
export type MatrixValues = "count" | "truth" | "prediction";

/** The trait `scores`. */
export interface ScoresTrait {
  threshold: number;
  /** Limits of single classes, by label; they stand in for the threshold. */
  class_thresholds: Record<string, number>;
  /** From which overlap a box counts as found. */
  iou: number;
  /** Label of the class whose curves are drawn, or null for all of them. */
  class: string | null;
  /** Number of the table that the matrix shows, or the last table's difference to the first. */
  matrix: { side: number | "difference"; values: MatrixValues };
  /** What classes are ordered by, "" for what fits. */
  sort: string;
  /** Texts of the clauses that clicks in these panels made. The panels themselves go on showing all rows. */
  picks: string[];
  /** Whether the picked rows alone are scored. */
  only_these: boolean;
}

/** Names as merged columns have them, "label" and "scene.truth"; a list has one for each table, or for scores the columns
 * of the classes. */
export type ColumnChoice = string | string[] | null;

/** Which columns are compared. */
export interface EvaluationOptions {
  truth: ColumnChoice;
  /** Null where scores of classes say it: the highest wins. */
  prediction: ColumnChoice;
  /** A column, or a pattern with one `*` that stands for the class. */
  score: ColumnChoice;
}

export interface ClassOffer {
  name: string;
  kind: "class" | "mask" | "boxes";
}

export interface ScoreOffer {
  name: string;
  /** What it is, where the name does not say it: "10 columns, one per class". */
  of: string | null;
  for: "class" | "boxes";
}

/** What may be chosen, the likeliest first. */
export interface EvaluationOffers {
  truth: ClassOffer[];
  prediction: ClassOffer[];
  score: ScoreOffer[];
}

/** Rows that could not be scored. */
export interface Skipped {
  truth: number;
  prediction: number;
  score: number;
}

/** How a clause names what one table was scored by: plain with one table, "$1.pred" with several. */
export interface SideExpressions {
  /** What keeps the rows of this table, where tables stand after each other: "table = 1". */
  where: string | null;
  /** Classes as clauses write them, where a column has them otherwise than `values` of the result. */
  truth_values: string[] | null;
  prediction_values: string[] | null;
  truth: string;
  /** Null where the highest score predicts. */
  prediction: string | null;
  /** Without a column of predictions, the condition under which each class is predicted. */
  predicted: string[] | null;
  /** Score of the predicted class; null where there is none. */
  score: string | null;
  /** Score of each class; null where there is one score alone. */
  of_class: (string | null)[] | null;
}

export interface CalibrationBin {
  low: number;
  high: number;
  rows: number;
  /** Mean score, and share that is right; null without rows. */
  score: number | null;
  right: number | null;
}

/** What one table comes to at any threshold. */
export interface ClassificationSide {
  /** Rows of this table in the query, and those of them that could be scored. */
  rows: number;
  scored: number;
  skipped: Skipped;
  /** Columns of scores whose class occurs nowhere. */
  unknown_scores: string[];
  expressions: SideExpressions;
  /** Rows of each true class. */
  support: number[];
  /** Of each class against all others; null where that is not defined, or without scores of classes. */
  ap: (number | null)[] | null;
  auc: (number | null)[] | null;
  mean: { ap: number | null; auc: number | null };
  micro: { ap: number | null; auc: number | null };
  /** Mean distance between score and share right. */
  ece: number | null;
  /** Rows by the score of their predicted class, in bins of equal width over `score_range`. */
  histogram: number[] | null;
  calibration: CalibrationBin[] | null;
}

/** Two classes, and how often each table takes the first for the second. */
export interface MistakeCounts {
  truth: number;
  prediction: number;
  counts: number[];
}

export interface ScoreRange {
  low: number;
  high: number;
  /** Whether all scores are from 0 to 1. */
  is_probability: boolean;
}

export interface ClassificationResult {
  kind: "classification";
  offers: EvaluationOffers;
  /** The choices in force: what was left out has been guessed. */
  options: EvaluationOptions;
  /** Classes as they are shown. */
  classes: string[];
  /** Classes as a clause writes them: `"cat"`, `3`. */
  values: string[];
  /** Class indexes, those that are confused with each other side by side. */
  order: number[];
  /** Whose score there is: one of each class, that of the predicted class, or that of the positive one. */
  score_of: "class" | "predicted" | "positive" | null;
  positive: number | null;
  score_range: ScoreRange | null;
  sides: ClassificationSide[];
  /** Largest first, at no threshold. */
  mistakes: MistakeCounts[];
}

export interface SegmentationSide {
  /** Pictures of this table in the query, and those of them that have both masks. */
  rows: number;
  scored: number;
  skipped: { truth: number; prediction: number; size: number };
  /** k rows of k counts of pixels. */
  matrix: number[];
  /** Of each class; null for one that occurs in neither mask. */
  iou: (number | null)[];
  dice: (number | null)[];
  precision: (number | null)[];
  recall: (number | null)[];
  /** True and predicted pixels of each class. */
  pixels: number[];
  predicted_pixels: number[];
  mean_iou: number | null;
  mean_dice: number | null;
  pixel_accuracy: number | null;
  expressions: { truth: string; prediction: string };
}

export interface SegmentationResult {
  kind: "segmentation";
  offers: EvaluationOffers;
  options: EvaluationOptions;
  classes: string[];
  /** Class ids in the masks of each table; null for a class that a group does not have. */
  ids: { truth: (number | null)[][]; prediction: (number | null)[][] };
  order: number[];
  /** Labels of the truth that are left out of every figure. */
  ignored: string[];
  sides: SegmentationSide[];
}

/** Nothing to score yet: what could be chosen. */
export interface NothingChosen {
  kind: null;
  offers: EvaluationOffers;
}

/** Results by their kind; that of detection is in `detection-wire.ts`. */
export interface EvaluationResults {
  nothing: NothingChosen;
  classification: ClassificationResult;
  segmentation: SegmentationResult;
}

export type EvaluationResult = EvaluationResults[keyof EvaluationResults];

export interface ClassAverages {
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

/** What one table comes to at one threshold. */
export interface SideAtThreshold {
  /** Rows whose score counts, and those of them that are right. */
  counted: number;
  right: number;
  accuracy: number | null;
  /** k rows of k + 1 counts; the last of a row are those below the threshold. */
  matrix: number[];
  /** Rows of each predicted class. */
  predicted: number[];
  precision: (number | null)[];
  recall: (number | null)[];
  f1: (number | null)[];
  /** Over classes, and over rows. */
  mean: ClassAverages;
  weighted: ClassAverages;
  /** Where the threshold is on the curves of the chosen class: recall and precision, false and true positive rate. */
  cursors: {
    pr: [number | null, number | null] | null;
    roc: [number | null, number | null] | null;
  };
}

export interface EvaluatedCurve {
  x: number[];
  y: number[];
  /** Lowest score that is counted at a point; null beyond the ends. */
  score: (number | null)[];
}

/** Of a question about one threshold. */
export interface AtThreshold {
  query: Query;
  options: EvaluationOptions;
  threshold: number | null;
  class_thresholds: Record<string, number> | null;
  /** Index of the class whose cursors are wanted, null for all classes together. */
  class: number | null;
  iou?: number;
}

/** Rows of one cell of the matrix, surest first. */
export interface PickedRows {
  rows: number[];
  total: number;
  /** Per row and table: the score that counts, and the index of the class that is predicted. */
  scores?: (number | null)[][];
  predicted?: (number | null)[][];
  /** Index of the true class. */
  labels?: (number | null)[];
  /** Segmentation: pixels of the cell, per row and table. */
  pixels?: (number | null)[][];
}

/** Answers at one threshold by the kind of what is scored; that of detection is in `detection-wire.ts`. */
export interface ThresholdResults {
  classification: { sides: SideAtThreshold[] };
}

export type ThresholdResult = ThresholdResults[keyof ThresholdResults];

declare module "../wire" {
  interface Questions {
    /** Which columns may be scored, the likeliest first. */
    evaluation_offers: { params: { query: Query }; result: { offers: EvaluationOffers } };
    /** All that does not depend on a threshold. */
    evaluation: { params: { query: Query; options: EvaluationOptions }; result: EvaluationResult };
    /** All that does. */
    at_threshold: { params: AtThreshold; result: ThresholdResult };
    /** Curves of one class, thinned; null for all classes together. */
    evaluation_curves: {
      params: { query: Query; options: EvaluationOptions; class: number | null };
      result: { sides: ({ pr: EvaluatedCurve; roc: EvaluatedCurve } | null)[] };
    };
    picked_rows: {
      params: {
        query: Query;
        options: EvaluationOptions;
        side: number;
        truth: number | null;
        prediction: number | "below" | null;
        threshold: number | null;
        class_thresholds: Record<string, number> | null;
        start: number;
        count: number;
      };
      result: PickedRows;
    };
  }
}
