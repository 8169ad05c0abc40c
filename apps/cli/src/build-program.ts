import { Command } from 'commander';
import cliPackage from '../package.json' with { type: 'json' };
import { EXIT_MEANINGS, type ExitCode } from './exit-codes.ts';
import { addCloseCommands } from './program/close-commands.ts';
import { addFleetCommands } from './program/fleet-commands.ts';
import { addOutcomeCommands } from './program/outcome-commands.ts';
import { addPaperCommands } from './program/paper-commands.ts';
import { addPositionCommands } from './program/position-commands.ts';
import { addSetupCommands } from './program/setup-commands.ts';
import { addWaveCommands } from './program/wave-commands.ts';

/**
 * The command line: every command with its help and examples (program/), in the order in which people meet them. `end` is
 * told each command's exit code. A command's own file (commands/) is loaded when it runs, so that `--help` does not wait
 * for the libraries of all of them.
 */
export function buildProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('breakwater')
    .description('Keeps the positions of futures accounts right: hands in waves, asks for attention, shows what is there.')
    .version(cliPackage.version, '-V, --version', 'show the version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(`breakwater --help` shows what there is)')
    .addHelpText('after', `\nExit codes:\n${EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`);
  addWaveCommands(program, end);
  addOutcomeCommands(program, end);
  addPositionCommands(program, end);
  addCloseCommands(program, end);
  addFleetCommands(program, end);
  addSetupCommands(program, end);
  addPaperCommands(program, end);
  return program;
}
