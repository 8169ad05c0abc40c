import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** How much memory a process occupies now, in megabytes (10^6 bytes); its shared libraries count in full. Throws when it is gone. */
export function residentMemory(pid: number): number {
  const kibibytes = Number(readStatus(pid) ?? execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return Math.round((kibibytes * 1024) / 1e6);
}

/** Linux only. */
function readStatus(pid: number): string | undefined {
  try {
    return /^VmRSS:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
