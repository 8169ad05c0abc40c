import type { Log } from '@breakwater/engine';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface RecordingLog extends Log {
  readonly lines: readonly LogLine[];
  of(event: string): readonly LogLine[];
}

/** A log that keeps its lines for the test to look at. */
export function recordingLog(): RecordingLog {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (event: string, fields: Readonly<Record<string, unknown>>) => void lines.push({ level, event, fields });
  return { lines, of: (event) => lines.filter((line) => line.event === event), info: at('info'), warn: at('warn'), error: at('error') };
}
