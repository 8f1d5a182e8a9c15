// src/core/refusal.ts
/** What the system refused (a full disk, too many open files, a folder that is gone), in a line; undefined for a defect of ours. */
function refusalOf(error) {
	if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return void 0;
	return error.syscall === "uv_cwd" ? "the working directory is not there any more" : error.message;
}
/** An error that nobody expected, as it is printed: with its place in the program where it is a defect of ours. */
function unexpected(error) {
	const detail = error instanceof Error ? error.stack ?? error.message : String(error);
	return refusalOf(error) ?? `internal error: ${detail}`;
}

export { unexpected as t };