/**
 * A process for the tests of those that start others. It says its id and its arguments; "deaf" ignores SIGTERM, "leave N" ends with exit code N, and else
 * it stays.
 */
const [manner, code] = process.argv.slice(2);
if (manner === 'deaf') process.on('SIGTERM', () => {});
process.stdout.write(`here ${process.pid} ${JSON.stringify(process.argv.slice(2))}\n`);
if (manner === 'leave') process.exitCode = Number(code);
else setInterval(() => {}, 60_000);
