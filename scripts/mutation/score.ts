/** What is read of the tester's JSON report (the schema that mutation testers share). */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Ignored' | 'Pending';
  readonly location: { readonly start: Place; readonly end: Place };
}

/** Both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** What became of the changes to one file. */
export interface FileScore {
  readonly file: string;
  readonly mutants: number;
  /** By a failing test, or because the code no longer came to an end. */
  readonly caught: number;
  readonly survived: number;
  /** No test comes by. */
  readonly uncovered: number;
}

/** The last line of a run with `--json`. */
export interface MutationScore {
  readonly files: readonly FileScore[];
  readonly mutants: number;
  readonly caught: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Per cent of the changes that were caught, to two digits. */
  readonly scorePercent: number;
  /** Where each change was that nothing noticed, and what it was. */
  readonly survivors: readonly string[];
  readonly seconds: number;
}

const TEXT_MAX = 100;

/** Puts a report into figures. A change that does not even load is not counted: it says nothing of the tests. FILES without any change are told, too. */
export function summarise(report: MutationReport, files: readonly string[], seconds: number): MutationScore {
  const scores = files.map((file) => scoreOf(file, report.files[file]?.mutants ?? []));
  const sum = (count: 'mutants' | 'caught' | 'survived' | 'uncovered'): number => scores.reduce((total, score) => total + score[count], 0);
  const mutants = sum('mutants');
  const caught = sum('caught');
  return {
    ...{ files: scores, mutants, caught, survived: sum('survived'), uncovered: sum('uncovered') },
    scorePercent: mutants === 0 ? 0 : Math.floor((caught * 10_000) / mutants) / 100,
    survivors: files.flatMap((file) => listSurvivors(file, report.files[file])),
    seconds,
  };
}

function scoreOf(file: string, mutants: readonly ReportedMutant[]): FileScore {
  const count = (...statuses: readonly ReportedMutant['status'][]): number => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [caught, survived, uncovered] = [count('Killed', 'Timeout'), count('Survived'), count('NoCoverage')];
  return { file, mutants: caught + survived + uncovered, caught, survived, uncovered };
}

function listSurvivors(file: string, reported: MutationReport['files'][string] | undefined): readonly string[] {
  if (reported === undefined) return [];
  const lines = reported.source.split('\n');
  return reported.mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ mutatorName, replacement, location: { start, end } }) => {
      const last = start.line === end.line ? end.column - 1 : undefined;
      const was = lines[start.line - 1]?.slice(start.column - 1, last) ?? '';
      return `${file}:${start.line} ${mutatorName}: ${shorten(was)} → ${shorten(replacement ?? '')}`;
    });
}

function shorten(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX)}…` : line;
}

/** For people: a line a file, then each change that nothing noticed. */
export function renderScore({ files, survivors, scorePercent, mutants, caught, seconds }: MutationScore): string {
  const rows = files.map((score) => `${score.file.padEnd(44)} ${String(score.caught).padStart(5)} of ${String(score.mutants).padStart(5)} caught`);
  return `${[...rows, ...survivors.map((survivor) => `survived: ${survivor}`), `${caught} of ${mutants} changes caught in ${seconds} s: ${scorePercent} %`].join('\n')}\n`;
}
