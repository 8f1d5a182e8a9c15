import { randomBytes } from "node:crypto";

// src/app/execution/execution-id.ts
/** A name for an execution that sorts by time and is new: `20261121-042412-9f3a1c` (UTC). */
function executionId(now) {
	const [day, time] = now.toISOString().slice(0, 19).split("T");
	return `${day?.replaceAll("-", "")}-${time?.replaceAll(":", "")}-${randomBytes(3).toString("hex")}`;
}

export { executionId as t };