/** Every panel of ours. The first that accepts a column is its default. */
import "./image-cell";
import "./media";
import "./number";
import "./text";
import "./boolean";
import "./timestamp";
import "./json";
import "./lazy-cells";
