import { Chunked } from "./chunked";
import type { HeadSummaryProps } from "./head-summary";

/** A column's figures, once the part of the front end is here that draws them. Without them a head says less. */
export function LazyHeadSummary(props: HeadSummaryProps) {
  return (
    <Chunked name="figures" waiting={() => null}>
      {({ HeadSummary }) => <HeadSummary {...props} />}
    </Chunked>
  );
}
