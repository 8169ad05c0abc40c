/** A process that ignores SIGTERM when its first argument is "deaf": for the tests of the supervisor. */
if (process.argv[2] === 'deaf') process.on('SIGTERM', () => {});
process.stdout.write(`here ${process.pid}\n`);
setInterval(() => {}, 60_000);
