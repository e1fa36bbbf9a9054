/** Says a rule in a language, with what the service's sentence says beside it, such as a limit. */
export type Say = (args: string[]) => string;
