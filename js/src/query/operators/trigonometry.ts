/** Sines and their kin, in radians; outside its domain a function is an error. */
import { double } from "./numbers";

const isInfinite = (x: number) => Math.abs(x) === Number.POSITIVE_INFINITY;
const isBeyond1 = (x: number) => Math.abs(x) > 1;

double("$sin", Math.sin, isInfinite);
double("$cos", Math.cos, isInfinite);
double("$tan", Math.tan, isInfinite);
double("$asin", Math.asin, isBeyond1);
double("$acos", Math.acos, isBeyond1);
double("$atanh", Math.atanh, isBeyond1);
double("$acosh", Math.acosh, (x) => x < 1);
double("$atan", Math.atan);
double("$sinh", Math.sinh);
double("$cosh", Math.cosh);
double("$tanh", Math.tanh);
double("$asinh", Math.asinh);
double("$atan2", Math.atan2, undefined, 2);
double("$degreesToRadians", (x) => x * (Math.PI / 180));
double("$radiansToDegrees", (x) => x * (180 / Math.PI));
