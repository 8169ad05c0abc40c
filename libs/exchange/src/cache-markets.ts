/**
 * Markets are loaded once and again on demand, one request at a time. A failed loading is forgotten, so that the next
 * caller tries again (ccxt's own loader would repeat the failure for ever). What `load` rejects with is let through.
 */
export function cacheMarkets<M>(load: () => Promise<M>): (reload?: boolean) => Promise<M> {
  let loaded: Promise<M> | null = null;
  let loading: Promise<M> | null = null;
  return (reload = false) => {
    if (loaded !== null && !reload) return loaded;
    loading ??= load()
      .then((markets) => {
        loaded = Promise.resolve(markets);
        return markets;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
}
