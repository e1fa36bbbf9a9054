/** What can be done to a credential. Apart from how it looks, so that the router needs only the names. */
export const actions = ["suspend", "reinstate", "renew", "replace", "revoke", "erase"] as const;

export type Action = (typeof actions)[number];

/** What can be done to many at once. */
export const actionsOfMany = ["suspend", "reinstate", "renew", "revoke"] as const;

export type ActionOfMany = (typeof actionsOfMany)[number];
