import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { told } from './refusal.ts';

/** A comment on a pull request. */
export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** Where comments of one pull request are read and written; all pages, our own author's alone. */
export class Comments {
  private readonly github: GitHub;
  private readonly repository: Repository;
  private readonly pullRequest: number;

  constructor(github: GitHub, repository: Repository, pullRequest: number) {
    this.github = github;
    this.repository = repository;
    this.pullRequest = pullRequest;
  }

  /** The comments of ours whose text satisfies `matches`, oldest first. Anybody, and any bot, can write our marker; only we are our author. */
  async find(matches: (body: string) => boolean): Promise<readonly Comment[]> {
    const author = await this.github.login();
    const comments = await everyPage(this.github, {
      what: 'comments of the pull request',
      page: async (paging) => {
        const asked = { ...this.repository, issue_number: this.pullRequest, ...paging };
        const { data, headers } = await this.github.rest.issues.listComments(asked);
        return { items: data, headers };
      },
    });
    return comments.flatMap(({ id, html_url: url, body = '', user }) =>
      user?.login === author && matches(body) ? [{ id, url, body }] : [],
    );
  }

  /** @param isIt tells this very comment, should its creation not be answered @returns its page */
  async create(body: string, isIt: (body: string) => boolean): Promise<string> {
    return this.github.persistently({
      what: 'comment',
      send: async () =>
        told((await this.github.rest.issues.createComment({ ...this.repository, issue_number: this.pullRequest, body })).data.html_url),
      done: async () => (await this.find(isIt)).at(-1)?.url,
    });
  }

  /** @returns its page */
  async update({ id }: Comment, body: string): Promise<string> {
    return this.github.persistently({
      what: 'comment',
      send: async () => told((await this.github.rest.issues.updateComment({ ...this.repository, comment_id: id, body })).data.html_url),
    });
  }
}
