import fs from "node:fs";

// src/evidence/remove.ts
/**
* Removes a file or folder that is not needed any more. What can't be removed stays: clean-up decides nothing.
* @returns why it stays; undefined when it is gone
*/
function whyNotRemoved(path) {
	try {
		fs.rmSync(path, {
			recursive: true,
			force: true
		});
		return;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

export { whyNotRemoved as t };