/** A PDF that a credential was read from. */
export interface Paper {
  /** Its file's name. */
  file: string;
  /** Whether the holder's name in the credential stands in the paper's text; undefined if the credential names nobody. */
  showsName?: boolean;
}
