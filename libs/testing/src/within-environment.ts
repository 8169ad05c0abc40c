/**
 * Runs `work` while the process has `environment` on top of its own, and takes it away again whatever `work` ended with. Two at
 * once would take each other's away: the caller lets one follow another.
 */
export async function withinEnvironment<T>(environment: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const outside = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in outside)) delete process.env[name];
    Object.assign(process.env, outside);
  }
}
