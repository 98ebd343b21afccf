import { Chunked } from "./chunked";

/** No row to show: which clause is to blame, once the part of the front end is here that says it. */
export function EmptyResult({ width }: { width: number }) {
  return (
    <Chunked name="editor" waiting={() => null}>
      {({ WhyEmpty }) => <WhyEmpty width={width} />}
    </Chunked>
  );
}
