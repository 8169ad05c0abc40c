import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type * as Wasm from '@prisma/schema-engine-wasm';
import { wholeScriptAdapter } from './whole-script-adapter.ts';

/** Where schema.prisma and the migrations are, seen from this file. */
const PRISMA_FOLDER = new URL('../../../prisma/', import.meta.url);

type EngineModule = typeof Wasm & { __wbg_set_wasm(exports: WasmExports): void };
type WasmExports = Readonly<Record<string, (() => void) | undefined>>;

/** Node has it; the libraries that tsconfig.json names do not declare it. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, Record<string, unknown>>): Promise<{ instance: { exports: WasmExports } }>;
};

let loaded: Promise<EngineModule> | undefined;

/**
 * Prisma's own schema engine, as WebAssembly, connected to one database: the very code of `prisma migrate deploy`,
 * without the native binary that the command line would download.
 */
export async function openSchemaEngine(databaseUrl: string): Promise<{ engine: Wasm.SchemaEngine; close(): Promise<void> }> {
  loaded ??= loadModule();
  const { SchemaEngine } = await loaded;
  const adapter = wholeScriptAdapter(databaseUrl);
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', readDatamodel()]] }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter.factory));
  return {
    engine,
    close: async () => {
      engine.free();
      await adapter.close();
    },
  };
}

/** The text of schema.prisma. */
export function readDatamodel(): string {
  return readFileSync(new URL('schema.prisma', PRISMA_FOLDER), 'utf8');
}

/** The migrations of this version, oldest first, in the shape that the engine takes. */
export function readMigrations(): Wasm.MigrationList {
  const folder = new URL('migrations/', PRISMA_FOLDER);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  return {
    baseDir: fileURLToPath(folder),
    lockfile: { path: 'migration_lock.toml', content: readFileSync(new URL('migration_lock.toml', folder), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8') } },
    })),
  };
}

async function loadModule(): Promise<EngineModule> {
  // The package exports a loader that needs `import … from '*.wasm'`, which Node has only behind a flag: its parts lie beside it.
  const packageUrl = import.meta.resolve('@prisma/schema-engine-wasm');
  const engine = (await import(new URL('./schema_engine_bg.js', packageUrl).href)) as EngineModule;
  const bytes = readFileSync(new URL('./schema_engine_bg.wasm', packageUrl));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withIdleTimers(engine) });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  return engine;
}

/** The engine never clears the timer of its lock (10 s); without this, every process that migrated would end that much later. */
function withIdleTimers(engine: EngineModule): Record<string, unknown> {
  const name = Object.keys(engine).find((key) => key.startsWith('__wbg_setTimeout_'));
  const start = (callback: () => void, ms: number): NodeJS.Timeout => setTimeout(callback, ms).unref();
  return name === undefined ? { ...engine } : { ...engine, [name]: start };
}
