/** What crosses between a lineage and Python. */

export interface LineageNode {
  id: string;
  kind: "run" | "artifact";
  label: string;
  project: string;
  /** The artifact's name, or the run's id; of several runs their job type. */
  name: string;
  /** The artifact's type, or the runs' job type. */
  type: string;
  group: string;
  version: number | null;
  state: string;
  created_at: string;
  is_group: boolean;
  is_current: boolean;
  member_count: number;
  /** Of a group: how many members have which state. */
  states: Record<string, number>;
  /** Of a group: the member that is open. */
  current_member: string;
  /** Of a group: what stands on its members. */
  member_labels: string[];
}

export interface LineageEdge {
  source: string;
  target: string;
  kind: "used" | "logged" | "reference";
  count: number;
}

/** What is open, or is to be opened. */
export interface LineageTarget {
  kind: string;
  name: string;
  version: number | null;
  id: string;
  /** Of several runs. */
  job_type?: string;
  /** Where it is of another project than is shown. */
  project?: string;
}

export interface LineageAnswer {
  nodes: LineageNode[];
  edges: LineageEdge[];
  project: string;
  /** Runs and versions, however many are in a group. */
  node_count: number;
  group_count: number;
  /** Runs and versions of the project that nothing links. */
  unlinked_count: number;
}

export interface LineageFact {
  name: string;
  value: string | number;
  unit: "text" | "number";
}

/** A run of another project that used a version. */
export interface LineageUser {
  project: string;
  id: string;
  name: string;
  state: string;
}

export interface LineageQuestions {
  lineage: {
    params: { around: LineageTarget | null; grouped: boolean; open_groups: string[] };
    result: LineageAnswer;
  };
  used_elsewhere: { params: { name: string; version: number }; result: { runs: LineageUser[] } };
  lineage_facts: { params: { id: string }; result: { facts: LineageFact[] } };
}
