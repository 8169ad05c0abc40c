/** How often each endpoint was called, and which paths nobody serves. */
export interface RequestCounts {
  total: number;
  readonly byEndpoint: Map<string, number>;
  /** By method and path. A client that calls one of these would have left the sandbox. */
  readonly unknownPaths: Map<string, number>;
}

/** Counts of nothing yet. */
export function createRequestCounts(): RequestCounts {
  return { total: 0, byEndpoint: new Map(), unknownPaths: new Map() };
}

/** Counts one request. Unknown paths are counted apart, so that garbage cannot hide among the endpoints. */
export function countRequest(counts: RequestCounts, endpoint: string, isKnown: boolean): void {
  counts.total += 1;
  const tally = isKnown ? counts.byEndpoint : counts.unknownPaths;
  tally.set(endpoint, (tally.get(endpoint) ?? 0) + 1);
}
