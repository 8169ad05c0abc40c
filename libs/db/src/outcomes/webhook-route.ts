/** Which messages go to one destination. */
export interface WebhookRoute {
  /** The sender whose messages it gets; `default`: those of all that have none of their own. */
  readonly source: string;
  /** The senders that have one of their own; asked for by `default` only. */
  readonly others: readonly string[];
}

/** Whether a message (row `alias`) goes to the destination of {@link routeValues}, which are $1 and $2. */
export const isRoutedTo = (alias: string): string => `(CASE WHEN $1::text = 'default' THEN ${alias}.source <> ALL ($2::text[]) ELSE ${alias}.source = $1::text END)`;

/** The first two parameters of a statement with {@link isRoutedTo}. */
export function routeValues({ source, others }: WebhookRoute): readonly [string, readonly string[]] {
  return [source, others.filter((other) => other !== 'default')];
}
