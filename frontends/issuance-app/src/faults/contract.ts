/** A rule as the service names it, beside its English sentence. */
export interface RuleCode {
  code: string;
  /** What the sentence says beside the rule, such as a limit, in its order. */
  arguments: string[];
}

/** A sentence that may have a code; what an earlier version of the service has written has none. */
export type Sentence = { rule: string } & Partial<RuleCode>;
