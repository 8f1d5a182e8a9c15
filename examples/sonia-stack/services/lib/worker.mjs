// A worker of openclaw: sorts numbers, and ends when its master lets go of it.
process.on('message', ({ id, numbers }) =>
  process.send({ id, result: numbers.toSorted?.((a, b) => a - b) ?? [...numbers].sort((a, b) => a - b) }),
);
process.on('disconnect', () => process.exit(0));
