import { r as parentsInGit } from "./git.js";
import { _ as troubleInWords, b as parentsOf, d as everyPage, x as permissionYaml, y as findPullRequest } from "./publish.js";
import { n as SetupError } from "./errors.js";
import { o as sha256OfBytes } from "./verdict.js";
import { t as openBundle } from "./bundle.js";
import { S as UnreadableBundle, c as replay, i as planIn, s as priorOf, t as configOf } from "./judge-bundle.js";
import { n as environmentNames, t as derivePlan } from "./load.js";
import { t as terminalTable } from "./terminal.js";
import { t as loadDiscreetly } from "./discreet-plan.js";
import { n as loadInput } from "./configuration-input.js";
import { n as adopt, r as capturedIn } from "./adopt.js";
import { Dn as jsonText, w as kinds, yn as stringOf } from "./configuration.js";
import { d as writePrimary, h as countingRedaction, m as Leaks, p as Journal, s as MonotonicClock } from "./leave-bundle.js";
import { t as BUNDLE } from "./paths.js";
import { i as Recorder } from "./reopen.js";
import { t as breathing } from "./breathing.js";
import { t as Secrets } from "./environment.js";
import { i as standardMatching, t as Redactor } from "./redact.js";
import { n as finishBundle } from "./finish-bundle.js";
import { s as started, t as fromPlan } from "./run.js";
import { t as executionId } from "./execution-id.js";
import { t as soleBundle } from "./sole-bundle.js";
import { n as conclude, r as concludeProblem, t as call } from "./action2.js";
import { c as jobStarts, d as artifactsOfRun, l as uploadsOf, n as earlierAttempts, r as baselineFacts, s as attemptBegan, u as artifactAt } from "./attempts.js";
import { i as told, n as RefusedError } from "./refusal.js";
import { d as configurationAt, f as configurationCommit, h as attemptNote } from "./check-run.js";
import { n as isMergeOf } from "./commit.js";
import fs from "node:fs";
import path from "node:path";

// src/app/execution/decide-upon.ts
/** Nothing is stopped or skipped where nothing runs: the bundle is judged once it is whole. */
const NO_WISHES = {
	step: () => void 0,
	pending: () => void 0,
	reading: void 0
};
/**
* An execution of its own that decides upon what another one observed: a bundle beside the other one's folder, which holds that whole and the
* facts that are told here.
* @param observed has been verified. @param facts in their order
* @throws UnverifiedBundle
*/
async function decideUpon(observed, facts, io) {
	const startedAtMs = Date.now();
	const clock = new MonotonicClock();
	const id = executionId(new Date(startedAtMs));
	const folder = path.join(path.dirname(observed.folder), id);
	const config = configOf(observed.folder);
	const plan = decidingPlan(config, planIn(observed.folder));
	writePrimary(folder, config, plan);
	const part = path.join(folder, BUNDLE.prior);
	await fs.promises.cp(observed.folder, part, { recursive: true });
	const { fact } = await breathing(priorOf(part, observed.outcome.plan));
	const secrets = new Secrets(plan.secretEnv, io.env);
	const recording = record(folder, plan, clock, secrets);
	recording.journal.recordGlobal(started(id, startedAtMs, io));
	for (const own of [fact, ...facts]) recording.journal.recordGlobal(own);
	recording.journal.recordGlobal({
		type: "execution.ended",
		reason: "completed"
	});
	recording.close();
	return finishBundle(folder, plan, secrets);
}
function decidingPlan(config, observed) {
	return derivePlan(config.toString("utf8"), config, {
		...observed,
		decides: true
	});
}
function record(folder, plan, clock, secrets) {
	const leaks = new Leaks();
	const redactor = new Redactor(secrets.entries(), standardMatching());
	const recorder = new Recorder({
		path: path.join(folder, BUNDLE.observations),
		planSha256: sha256OfBytes(jsonText(plan)),
		clock,
		wallClock: () => /* @__PURE__ */ new Date(),
		redact: countingRedaction(redactor, leaks, plan),
		onClockJump: (jumpMs, seal) => journal.recordGlobal({
			type: "clock",
			jumpMs,
			seal
		}),
		onLate: (ms, seal) => journal.recordGlobal({
			type: "recorder.late",
			ms,
			seal
		})
	});
	const journal = new Journal({
		recorder,
		fold: NO_WISHES,
		leaks
	});
	return {
		journal,
		close: () => void recorder.close()
	};
}

// src/app/action/artifacts-told.ts
/** What GitHub tells of the artifacts that brought files to gates. @param facts of the job that observed */
async function artifactFacts(action, facts) {
	const told = [];
	for (const o of facts) {
		if (o.type !== "artifact" || o["trouble"] !== void 0) continue;
		const about = {
			type: "artifact.told",
			basis: "github-api",
			name: stringOf(o, "name"),
			id: stringOf(o, "id")
		};
		told.push({
			...about,
			...await ask$1(action, about)
		});
	}
	return told;
}
async function ask$1({ github, context: { repository, subject } }, { name, id }) {
	if (!github) return { trouble: "there is no token" };
	try {
		const found = await artifactAt(github, repository, id);
		return found?.runId === subject.runId && found.name === name && found.sha256 !== void 0 ? { digest: found.sha256 } : {};
	} catch (error) {
		return { trouble: troubleInWords("history", error) };
	}
}

// src/app/action/attempt.ts
/** A job ends so much later, at most, than GitHub says, as seen by the clock that tells when an artifact was made. */
const CLOCKS_MS = 6e4;
const THIS_ONE = {
	notes: [],
	facts: []
};
/**
* Evidence must be of the run that is decided on. That of an earlier attempt counts while the job that left it was not started again, as
* only GitHub can tell: what ran in that job can rewrite its outputs, and what the evidence says of itself.
* @throws SetupError, RefusedError
*/
async function checkRun(action, finished) {
	const { subject, repository } = action.context;
	const { started } = finished.outcome.facts;
	const [ours, theirRepository] = [`${repository.owner}/${repository.repo}`, started?.["repository"]];
	if (typeof theirRepository === "string" && theirRepository.toLowerCase() !== ours.toLowerCase()) throw new SetupError(`The evidence is of ${theirRepository}; this is ${ours}`);
	const [runId, runAttempt] = [started?.["runId"], started?.["runAttempt"]];
	if (runId === subject.runId && runAttempt === subject.runAttempt) return THIS_ONE;
	const theirs = typeof runId === "string" ? `run ${runId}, attempt ${typeof runAttempt === "string" ? runAttempt : "unknown"}` : "no workflow run";
	if (runId !== subject.runId) throw new SetupError(`The evidence is of ${theirs}; this is run ${subject.runId}, attempt ${subject.runAttempt}`);
	const attempt = typeof runAttempt === "string" && /^[1-9]\d*$/.test(runAttempt) ? Number(runAttempt) : NaN;
	if (!(attempt < Number(subject.runAttempt))) throw new SetupError(`The evidence is of ${theirs}, which this run has not come to yet`);
	const fact = await accepted(action, finished.zip.sha256, attempt);
	const names = fact.jobs.map(({ name }) => name);
	return {
		notes: [attemptNote(attempt, subject.runAttempt, names)],
		facts: [fact]
	};
}
/**
* A run that called the gate several times left evidence of each: what a report would show of one is not the decision of all.
* @throws SetupError, RefusedError
*/
async function checkAlone({ github, context }) {
	const { repository, subject } = context;
	const ours = (github ? await artifactsOfRun(github, repository, subject.runId) : []).map(({ name }) => name).filter((name) => name.startsWith(`gate-evidence-${subject.runId}-${subject.runAttempt}`));
	if (ours.length > 1) throw new SetupError(`${ours.length} jobs of that run left evidence, and a report shows that of one`, ...ours);
}
/** What GitHub tells of the jobs that may have left the evidence, none of which was started again. */
async function accepted({ github, context }, sha256, attempt) {
	const { repository, subject } = context;
	const old = `The evidence is of attempt ${attempt} of this run, and this is attempt ${subject.runAttempt}`;
	const unseen = [`whether its job was started again can't be seen without\n${permissionYaml("history") ?? ""}`, "or re-run all jobs"];
	if (!github) throw new SetupError(old, ...unseen);
	try {
		const began = await attemptBegan(github, repository, subject);
		const { upload, jobs } = lastStarted(await uploadsOf(github, repository, subject.runId, sha256), await jobStarts(github, repository, subject.runId), {
			old,
			began
		});
		return {
			type: "attempt.accepted",
			basis: "github-api",
			attempt,
			uploadedAt: wallTime(upload),
			beganAt: wallTime(began),
			jobs: jobs.map(jobFact)
		};
	} catch (error) {
		if (error instanceof RefusedError && error.refusal.kind === "denied") throw new SetupError(old, ...unseen, error.message);
		throw error;
	}
}
/** One upload is enough of which every job that ran meanwhile has not been started since. */
function lastStarted(uploads, starts, { old, began }) {
	const jobs = [...new Set(starts.map(({ name }) => name))].map((name) => [name, starts.filter((one) => one.name === name)]);
	const again = /* @__PURE__ */ new Set();
	for (const upload of uploads.filter((made) => made < began)) {
		const running = jobs.filter(([, all]) => ranAt(upload, all));
		const restarted = running.filter(([, all]) => all.some(({ startedAt }) => !(startedAt <= upload)));
		if (running.length > 0 && restarted.length === 0) return {
			upload,
			jobs: running.flatMap(([, all]) => lastOf(all))
		};
		for (const [name] of restarted) again.add(name);
	}
	const why = again.size > 0 ? `${[...again].map((name) => `"${name}"`).join(", ")}: started again since` : "no earlier attempt has uploaded it";
	throw new SetupError(`${old}: ${why}`, "evidence of a job that was started again does not count; re-run all jobs");
}
function lastOf(starts) {
	return starts.toSorted((a, b) => a.startedAt - b.startedAt).slice(-1);
}
function jobFact({ name, startedAt, completedAt }) {
	return {
		name,
		startedAt: wallTime(startedAt),
		...completedAt !== void 0 && { completedAt: wallTime(completedAt) }
	};
}
function wallTime(ms) {
	return new Date(ms).toISOString();
}
/** Whether a job may have run at a moment. A start whose time is not told may be of any. */
function ranAt(moment, starts) {
	const { completedAt = Infinity } = starts.filter(({ startedAt }) => !(startedAt > moment)).toSorted((a, b) => a.startedAt - b.startedAt).at(-1) ?? { completedAt: -Infinity };
	return !(moment > completedAt + CLOCKS_MS);
}

// src/adapters/github/compare.ts
/** GitHub lists no more files of a comparison than these. */
const MOST_FILES = 300;
/** @throws RefusedError */
async function compare(github, repository, base, head) {
	return github.persistently({
		what: `comparison of ${base} with ${head}`,
		send: async () => {
			const asked = {
				...repository,
				basehead: `${base}...${head}`,
				per_page: 1,
				page: 1
			};
			const { data } = await github.rest.repos.compareCommitsWithBasehead(asked);
			const files = (data.files ?? []).map(({ filename: name, status, previous_filename: from }) => ({
				name,
				status,
				...from !== void 0 && { from }
			}));
			return {
				mergeBase: data.merge_base_commit.sha,
				standing: told(data.status),
				files: files.length < MOST_FILES ? files : void 0
			};
		}
	});
}
/** The commit that a branch or a tag means now, or a commit itself; undefined where GitHub knows none. @throws RefusedError */
async function commitOf(github, repository, ref) {
	try {
		const send = async () => told((await github.rest.repos.getCommit({
			...repository,
			ref
		})).data.sha);
		return await github.persistently({
			what: ref,
			send
		});
	} catch (error) {
		if (error instanceof RefusedError && (error.refusal.status === 404 || error.refusal.status === 422)) return void 0;
		throw error;
	}
}

// src/app/action/changes.ts
/** What GitHub tells of the commits that gates compared which came to an end. @param facts of the job that observed */
async function changeFacts(action, { outcome }, facts) {
	const ended = new Set(outcome.timeline.flatMap(({ gate, endedT }) => endedT === void 0 ? [] : [gate]));
	const told = [];
	for (const o of facts) {
		const { gate, commit: base, head } = o;
		if (o.type !== "change.base" || !ended.has(gate ?? "") || o["trouble"] !== void 0 || typeof base !== "string" || typeof head !== "string") continue;
		const answer = await ask(action, {
			name: stringOf(o, "base"),
			base,
			head
		});
		if (answer.trouble !== void 0) action.log.say(`${gate}: the change was not compared with GitHub's: ${answer.trouble}`);
		told.push({
			type: "change.told",
			basis: "github-api",
			...gate !== void 0 && { gate },
			base,
			head,
			...answer
		});
	}
	return told;
}
async function ask({ github, context: { repository } }, { name, base, head }) {
	if (!github) return { trouble: "there is no token" };
	try {
		const { mergeBase, files } = await compare(github, repository, base, head);
		const ref = refOf(name);
		const now = ref === void 0 ? void 0 : await commitOf(github, repository, ref);
		const held = now === void 0 ? void 0 : HOLDS.has((await compare(github, repository, base, now)).standing);
		return {
			mergeBase,
			...held !== void 0 && { held },
			...files && { files: files.flatMap(fates) }
		};
	} catch (error) {
		return { trouble: troubleInWords("changes", error) };
	}
}
/** What a commit is to one that it holds. */
const HOLDS = /* @__PURE__ */ new Set(["ahead", "identical"]);
/** What a name of git is on GitHub, which knows no remotes, and nothing that is relative. */
function refOf(name) {
	if (/^(?:HEAD|@)|[~^]/.test(name)) return void 0;
	return name.replace(/^refs\/remotes\/[^/]+\/|^(?:remotes\/)?origin\/|^refs\/(?:heads|tags)\//, "");
}
const FATE = {
	added: "added",
	copied: "added",
	renamed: "added",
	removed: "removed"
};
function fates({ name, status, from }) {
	if (status === "unchanged") return [];
	return [...status === "renamed" && from !== void 0 ? [{
		name: from,
		fate: "removed"
	}] : [], {
		name,
		fate: FATE[status] ?? "changed"
	}];
}

// src/adapters/github/reviews.ts
/** What GitHub calls an account that is gone. */
const GHOST = "ghost";
/** A review of a commit that is gone is of none. */
const NO_COMMIT = "0".repeat(40);
const STATES = {
	APPROVED: "approved",
	CHANGES_REQUESTED: "changes-requested",
	DISMISSED: "dismissed",
	COMMENTED: "commented"
};
/** All reviews of a pull request but those that are not submitted yet. @throws RefusedError */
async function reviewsOf(github, repository, number) {
	const what = `pull request ${number}`;
	const pull = await github.persistently({
		what,
		send: async () => {
			const { user, head } = (await github.rest.pulls.get({
				...repository,
				pull_number: number
			})).data;
			return {
				author: user.login,
				head: head.sha
			};
		}
	});
	const reviews = await everyPage(github, {
		what: `reviews of pull request ${number}`,
		page: async (paging) => {
			const { data, headers } = await github.rest.pulls.listReviews({
				...repository,
				pull_number: number,
				...paging
			});
			return {
				items: data,
				headers
			};
		}
	});
	return {
		...pull,
		reviews: reviews.flatMap(({ state: told, user, commit_id: commit, submitted_at: submitted }) => {
			const state = STATES[told];
			if (state === void 0 || submitted === void 0) return [];
			const submittedAt = new Date(submitted).toISOString();
			return [{
				reviewer: user?.login ?? GHOST,
				state,
				commit: commit ?? NO_COMMIT,
				submittedAt
			}];
		})
	};
}
/** What somebody may do in a repository: `admin`, `write`, `read` or `none`. @throws RefusedError */
async function permissionOf(github, repository, username) {
	const what = `permission of ${username}`;
	const send = async () => told((await github.rest.repos.getCollaboratorPermissionLevel({
		...repository,
		username
	})).data.permission);
	return await unlessAbsent(github.persistently({
		what,
		send
	})) ?? "none";
}
/** Who of some people is an active member of a team; undefined where the token may not see the team. @throws RefusedError */
async function membersAmong(github, team, people) {
	const [org = "", team_slug = ""] = team.split("/");
	if (!await isSeen(github, {
		org,
		team_slug
	})) return void 0;
	const members = /* @__PURE__ */ new Set();
	for (const username of people) {
		const what = `membership of ${username} in ${team}`;
		const send = async () => told((await github.rest.teams.getMembershipForUserInOrg({
			org,
			team_slug,
			username
		})).data.state);
		if (await unlessAbsent(github.persistently({
			what,
			send
		})) === "active") members.add(username);
	}
	return members;
}
/** GitHub says 404 of a team that the token may not see, as of somebody who is no member. */
async function isSeen(github, team) {
	try {
		const send = async () => told((await github.rest.teams.getByName({ ...team })).data.slug);
		await github.persistently({
			what: `team ${team.org}/${team.team_slug}`,
			send
		});
		return true;
	} catch (error) {
		if (error instanceof RefusedError && error.refusal.kind === "denied") return false;
		throw error;
	}
}
async function unlessAbsent(asked) {
	try {
		return await asked;
	} catch (error) {
		if (error instanceof RefusedError && error.refusal.status === 404) return void 0;
		throw error;
	}
}

// src/app/action/reviews.ts
/** No pull request has this number. */
const NONE = 0;
/** What GitHub tells of the reviews that gates ask for. What can't be found out is told as well. */
async function reviewFacts(action, { outcome }) {
	const ended = new Set(outcome.timeline.flatMap(({ gate, endedT }) => endedT === void 0 ? [] : [gate]));
	const asking = outcome.plan.gates.flatMap(({ id: gate, kind, spec }) => {
		const approvers = kinds[kind]?.spec.reviewers?.(spec);
		return approvers === void 0 || !ended.has(gate) ? [] : [{
			gate,
			approvers
		}];
	});
	if (asking.length === 0) return [];
	const found = await pullRequestOf(action);
	const facts = [];
	for (const one of asking) facts.push(...await ofGate(action, one, found));
	for (const { gate, trouble } of facts.filter((fact) => fact.type === "reviews")) if (trouble !== void 0) action.log.say(`${gate}: ${trouble}`);
	return facts;
}
async function pullRequestOf({ github, context }) {
	const { pullRequest, repository, event } = context;
	if (pullRequest === void 0) return { trouble: `reviews are of a pull request, and the event ${event} is of none` };
	if (!github) return { trouble: "the reviews of the pull request could not be read: there is no token" };
	return known(async () => {
		const number = "number" in pullRequest ? pullRequest.number : (await findPullRequest(github, repository, pullRequest))?.number;
		if (number === void 0) return { trouble: "the commit is no longer the head of an open pull request" };
		return {
			github,
			number,
			reviewed: await reviewsOf(github, repository, number)
		};
	});
}
async function ofGate(action, { gate, approvers }, found) {
	const about = {
		type: "reviews",
		basis: "github-api",
		gate
	};
	if ("trouble" in found) return [{
		...about,
		count: 0,
		pullRequest: NONE,
		author: "",
		head: action.context.head,
		trouble: found.trouble
	}];
	const { number, reviewed } = found;
	const { author, head } = reviewed;
	const told = await known(() => facts(action, found, {
		gate,
		approvers
	}));
	if ("trouble" in told) return [{
		...about,
		count: 0,
		pullRequest: number,
		author,
		head,
		trouble: told.trouble
	}];
	const { reviews, unseen } = told;
	const trouble = unseen.length === 0 ? {} : { trouble: `members of ${unseen.join(", ")} can't be seen with this token: it needs one that may read the organisation's members (input \`token\`: of an app with \`members: read\`, or of a person with \`read:org\`)` };
	return [...reviews, {
		...about,
		count: reviews.length,
		pullRequest: number,
		author,
		head,
		...trouble
	}];
}
async function facts({ context }, { github, reviewed }, { gate, approvers }) {
	const people = [...new Set(reviewed.reviews.map(({ reviewer }) => reviewer))];
	const permissions = /* @__PURE__ */ new Map();
	for (const person of people) permissions.set(person, await permissionOf(github, context.repository, person));
	const teams = /* @__PURE__ */ new Map();
	for (const team of approvers.filter((name) => name.includes("/"))) teams.set(team, await membersAmong(github, team, people));
	const teamsOf = (person) => [...teams].flatMap(([team, members]) => members?.has(person) ? [team] : []);
	const fact = ({ reviewer, ...review }) => {
		const memberOf = teamsOf(reviewer);
		return {
			type: "review",
			basis: "github-api",
			gate,
			reviewer,
			...review,
			permission: permissions.get(reviewer) ?? "none",
			...memberOf.length > 0 && { teams: memberOf }
		};
	};
	return {
		reviews: reviewed.reviews.map(fact),
		unseen: [...teams].flatMap(([team, members]) => members ? [] : [team])
	};
}
/** What GitHub refuses is told in words. */
async function known(ask) {
	try {
		return await ask();
	} catch (error) {
		return { trouble: troubleInWords("approvals", error) };
	}
}

// src/app/action/decide.ts
/**
* `command: decide` and `command: report`: takes over the evidence of another job, or of another run, if it holds, and is of this
* configuration, this run and attempt, this commit; then shows what it amounts to. Runs none of the code under test.
*/
async function decide(action) {
	const known = { notes: [] };
	try {
		const { log } = action;
		const plan = await log.phase("plan", () => expectedPlan(action, known));
		const observed = await log.foreign("evidence", () => adoptEvidence(action, plan));
		const { notes, facts: ofAttempt } = await log.phase("run", () => checkOrigin(action, observed));
		const facts = [...ofAttempt, ...await log.phase("asked", () => askedFacts(action, observed))];
		const finished = await log.foreign("decision", () => decideUpon(observed, facts, log.io));
		log.say(terminalTable(finished.outcome, {
			...log.io.terminal,
			bundle: finished.zip.path
		}));
		return await conclude(action, {
			finished,
			notes
		});
	} catch (error) {
		return concludeProblem(action, inWords(error), known);
	}
}
/** What GitHub tells, of what the job that observed could not be asked for. */
async function askedFacts(action, observed) {
	const seen = [];
	replay(observed.folder, (o) => {
		if (CHECKED.has(o.type) || o["role"] === BASELINE) seen.push(o);
	});
	return [
		...await earlierAttempts(action, observed),
		...await artifactFacts(action, seen),
		...await reviewFacts(action, observed),
		...await changeFacts(action, observed, seen),
		...await baselineFacts(action, observed, seen)
	];
}
/** Facts of the job that observed that GitHub can tell as well. */
const CHECKED = /* @__PURE__ */ new Set(["artifact", "change.base"]);
const BASELINE = "baseline";
/** What can't be opened is told by its path; a reader of the decision wants to know what it is, first. */
function inWords(error) {
	return error instanceof UnreadableBundle ? new SetupError("The evidence can't be opened: it is damaged, or was not written by this program", error.message) : error;
}
async function expectedPlan(action, known) {
	const { inputs, log, cwd } = action;
	if (inputs.plan !== void 0) {
		checkThere(bundleOf(action));
		const made = fromPlan(inputs.plan, inputs, {
			...log.io,
			cwd
		});
		call(known, made.config);
		return loadDiscreetly(made.input, log.io).plan;
	}
	const commit = await configurationCommit(action);
	const config = await configurationAt(inputs.config, commit, action);
	call(known, config);
	log.say(`${config.name} at ${commit}`);
	const input = loadInput(config, inputs, log.io);
	return loadDiscreetly({
		...input,
		env: {
			...await capturedEnv(bundleOf(action), log.say),
			...ownEnvironment(input)
		}
	}, log.io).plan;
}
function bundleOf({ inputs, cwd }) {
	return path.resolve(cwd, inputs.bundle ?? "");
}
/**
* What the configuration takes from the environment, as this job has it: whatever else the job that observed was given, it was not
* given to decide by.
*/
function ownEnvironment(input) {
	const names = environmentNames(input);
	const missing = names.filter((name) => input.env[name] === void 0);
	if (missing.length > 0) throw new SetupError(`${missing.join(", ")}: not set in this job; what the configuration takes from the environment is not taken from the evidence: set it in the "env" of this job, too`);
	return Object.fromEntries(names.map((name) => [name, input.env[name]]));
}
/** Where the job that ran the gates was killed, or its evidence could not be fetched, there is nothing, or an empty folder. */
function checkThere(bundle) {
	const found = fs.statSync(bundle, { throwIfNoEntry: false });
	if (found && (!found.isDirectory() || fs.readdirSync(bundle).length > 0)) return;
	throw new SetupError("The job that ran the gates left no evidence (cancelled, timed out or out of memory)", `nothing at ${bundle}; where that job did upload it, the step that fetches it says why it is not here`);
}
/** What else stood in the environment of the job that observed is a fact of it, and a part of its plan. */
async function capturedEnv(bundle, tell) {
	checkThere(bundle);
	const opened = await openBundle(soleBundle(bundle), tell);
	try {
		const captured = capturedIn(opened.folder);
		if (captured === void 0) throw new SetupError("The evidence holds no plan: it is not one bundle, or not a whole one", bundle);
		return captured;
	} finally {
		opened.cleanup();
	}
}
async function adoptEvidence(action, plan) {
	return adopt(bundleOf(action), { plan }, action.store, action.log.say);
}
/** Of which run and attempt, and of which commit, the evidence is. */
async function checkOrigin(action, finished) {
	const found = await checkRun(action, finished);
	for (const { words } of found.notes) action.log.say(words);
	await checkCommit(action, finished);
	checkCall(action, finished);
	if (action.inputs.command === "report") await checkAlone(action);
	return found;
}
/** What a job observed names its evidence. Of several calls of a reusable workflow in one run, each is decided on by its own alone. */
function checkCall({ inputs }, { outcome }) {
	if (inputs.call === void 0 || outcome.facts.started?.["call"] === sha256OfBytes(inputs.call)) return;
	throw new SetupError("The evidence is of another call of this workflow in the same run", "input `call`: it must be the same in both jobs");
}
/** The evidence must be of the commit on which is decided: itself, or the merge of it that GitHub makes for a pull request. */
async function checkCommit({ context, github, workspace }, { outcome }) {
	const { head, repository } = context;
	const commit = outcome.facts.source?.["commit"];
	if (typeof commit !== "string") throw new SetupError("The evidence does not say of which commit it is");
	if (commit === head) return;
	if (mayBeMerge(context, commit)) {
		const parents = github ? await parentsOf(github, repository, commit) : await parentsInGit(workspace, commit);
		if (isMergeOf(head, parents)) return;
	}
	throw new SetupError(`The evidence is of commit ${commit}, not of ${head}`);
}
/** Of a pull request GitHub names the merge commit; of a run that has ended it does not. */
function mayBeMerge({ event, base, commit: merge, configuration }, commit) {
	return event === "workflow_run" ? "baseOf" in configuration : base !== void 0 && commit === merge;
}

export { decide };