import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

/** One JSON Schema as OpenAPI 3.0 writes it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Reference {
  readonly $ref: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly 'x-multi-segment'?: boolean;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content } | Reference>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Route {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly operation: RawOperation;
}

/** A request's operation in GitHub's description, with the values of its path. */
export interface Match {
  readonly id: string;
  readonly template: string;
  readonly path: Readonly<Record<string, string>>;
  readonly route: Route;
}

// The module's types describe its ESM build, Node loads its CommonJS one.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;

/**
 * GitHub's own OpenAPI description as a judge of requests and replies: which operation a path is, whether its parameters and body are
 * what GitHub takes, whether a reply is what GitHub gives.
 */
export class OpenApi {
  readonly #description: Description;
  readonly #routes: readonly Route[];
  readonly #exact = ajvWith(false);
  readonly #coercing = ajvWith('array');
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(description: Description) {
    this.#description = description;
    this.#routes = routesOf(description, (value) => this.#resolve(value));
    const components = { $id: 'github', components: { schemas: jsonSchema(description.components.schemas) } };
    this.#exact.addSchema(components);
    this.#coercing.addSchema(components);
  }

  /** The operation of a path without its query; the one with the most literal segments wins. */
  match(method: string, path: string): Match | undefined {
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(path) : null;
      if (!found) continue;
      const values = route.names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')] as const);
      return { id: route.operation.operationId, template: route.template, path: Object.fromEntries(values), route };
    }
    return undefined;
  }

  /** What GitHub would refuse in a request's parameters. Query values come as text and are read as their declared types. */
  parameterErrors(match: Match, query: Readonly<Record<string, string>>): readonly string[] {
    const declared = this.#parameters(match);
    const schema = {
      type: 'object',
      properties: Object.fromEntries(declared.map((one) => [one.name, jsonSchema(inText(one.schema))])),
      required: declared.filter((one) => one.required).map((one) => one.name),
    };
    const validate = this.#compile(`parameters ${match.id}`, this.#coercing, schema);
    validate({ ...query, ...match.path });
    return messages(validate);
  }

  /** What GitHub would refuse in a request's body. */
  bodyErrors(match: Match, body: unknown): readonly string[] {
    const declared = match.route.operation.requestBody;
    const schema = declared?.content['application/json']?.schema;
    if (!schema) return body === undefined ? [] : [`${match.id} takes no body`];
    if (body === undefined) return declared.required ? [`${match.id} needs a body`] : [];
    const validate = this.#compile(`body ${match.id}`, this.#exact, jsonSchema(schema));
    return validate(body) ? [] : messages(validate);
  }

  /** Query parameters and properties that GitHub silently ignores: a misspelt option is never what a client meant. */
  ignored(match: Match, query: Readonly<Record<string, string>>, body: unknown): readonly string[] {
    const declared = this.#parameters(match).filter((one) => one.in === 'query');
    const parameters = Object.keys(query).filter((name) => !declared.some((one) => one.name === name));
    const schema = match.route.operation.requestBody?.content['application/json']?.schema;
    const properties = schema ? this.#unknown(schema, body, '') : [];
    return [...parameters.map((name) => `query parameter ${name}`), ...properties].map((name) => `${name} is unknown to ${match.id}`);
  }

  #unknown(schema: Schema, value: unknown, at: string): readonly string[] {
    const known = this.#resolve(schema);
    if (Array.isArray(value)) return known.items ? value.flatMap((one, index) => this.#unknown(known.items!, one, `${at}/${index}`)) : [];
    if (!isObject(value) || !known.properties) return [];
    return Object.entries(value).flatMap(([name, inner]) => {
      const property = known.properties?.[name];
      return property ? this.#unknown(property, inner, `${at}/${name}`) : [`${at}/${name}`];
    });
  }

  /** Where a reply differs from what GitHub documents. Errors are documented for few operations only: an undocumented one is any object. */
  replyErrors(match: Match, status: number, body: unknown): readonly string[] {
    const response = match.route.operation.responses[String(status)];
    if (!response) return status >= 400 ? [] : [`status ${status} is not documented for ${match.id}`];
    const schema = this.#resolve(response).content?.['application/json']?.schema;
    if (!schema) return [];
    const validate = this.#compile(`reply ${match.id} ${status}`, this.#exact, jsonSchema(schema));
    return validate(body) ? [] : messages(validate);
  }

  /** The schema of a successful JSON reply. */
  replySchema(operation: string, status: number): Schema {
    const route = this.#routes.find((one) => one.operation.operationId === operation);
    const response = route?.operation.responses[String(status)];
    const schema = response && this.#resolve(response).content?.['application/json']?.schema;
    if (!schema) throw new Error(`${operation} documents no JSON for ${status}`);
    return schema;
  }

  /** The schema of a webhook's payload, `push` or `pull-request-synchronize`: what a workflow finds in its event's file. */
  payloadSchema(webhook: string): Schema {
    const $ref = `#/components/schemas/webhook-${webhook}`;
    this.#resolve({ $ref });
    return { $ref };
  }

  /** Where a payload differs from what GitHub documents. */
  payloadErrors(webhook: string, payload: unknown): readonly string[] {
    const validate = this.#compile(`payload ${webhook}`, this.#exact, jsonSchema(this.payloadSchema(webhook)));
    return validate(payload) ? [] : messages(validate);
  }

  /** A schema without its outermost reference. */
  resolve(schema: Schema): Schema {
    return this.#resolve(schema);
  }

  #parameters(match: Match): readonly Parameter[] {
    return (match.route.operation.parameters ?? []).map((one) => this.#resolve(one)).filter((one) => one.in !== 'header');
  }

  #resolve<T extends object>(value: T | Reference): T {
    if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
    const found = value.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), this.#description);
    if (!isObject(found)) throw new Error(`${value.$ref} is missing in the description`);
    return this.#resolve(found as T);
  }

  #compile(key: string, ajv: Ajv, schema: unknown): ValidateFunction {
    const validate = this.#compiled.get(key) ?? ajv.compile(schema as object);
    this.#compiled.set(key, validate);
    return validate;
  }
}

let loaded: OpenApi | undefined;

/** GitHub's description of api.github.com, read once a process (13 MB). */
export function gitHubOpenApi(): OpenApi {
  loaded ??= new OpenApi(createRequire(import.meta.url)('@octokit/openapi/generated/api.github.com.json') as Description);
  return loaded;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In an address a number is written as a text is: it may be of both. */
function inText({ oneOf, ...schema }: Schema): Schema {
  return oneOf ? { ...schema, anyOf: oneOf } : schema;
}

function ajvWith(coerceTypes: false | 'array'): Ajv {
  return addFormats(new Ajv({ strict: false, allErrors: true, validateSchema: false, coerceTypes }));
}

function messages(validate: ValidateFunction): readonly string[] {
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
}

/** OpenAPI 3.0's `nullable` in the words of JSON Schema; references point into the registered components. */
function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonSchema(inner)]));
  if (typeof rest.$ref === 'string' && rest.$ref.startsWith('#')) rest.$ref = `github${rest.$ref}`;
  if (nullable === undefined) return rest;
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : { ...rest, ...(nullable !== false && { nullable }) };
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);

function routesOf(description: Description, resolve: (parameter: Parameter | Reference) => Parameter): readonly Route[] {
  const routes = Object.entries(description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []).map(resolve);
      const wide = new Set(parameters.filter((one) => one['x-multi-segment']).map((one) => one.name));
      const names = [...template.matchAll(/\{([^}]+)\}/g)].map((found) => found[1]!);
      const source = template
        .split(/(\{[^}]+\})/)
        .map((part) => (part.startsWith('{') ? (wide.has(part.slice(1, -1)) ? '(.+)' : '([^/]+)') : escaped(part)))
        .join('');
      return { method: method.toUpperCase(), template, pattern: new RegExp(`^${source}$`), names, operation };
    }),
  );
  const literals = (template: string) => template.split('/').filter((part) => part && !part.startsWith('{')).length;
  return routes.sort((a, b) => literals(b.template) - literals(a.template) || a.names.length - b.names.length);
}
