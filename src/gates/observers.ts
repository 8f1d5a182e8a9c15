import type { AnyObserver, Observer } from '../core/ports.ts';
import { observer as access } from './access/observe.ts';
import { observer as assert } from './assert/observe.ts';
import { observer as change } from './change/observe.ts';
import { observer as checks } from './checks/observe.ts';
import { observer as classification } from './classification/observe.ts';
import { observer as cycles } from './cycles/observe.ts';
import { observer as durability } from './durability/observe.ts';
import { observer as health } from './health/observe.ts';
import { observer as metrics } from './metrics/observe.ts';
import type { JudgedSpecs } from './registry.ts';
import { observer as rollout } from './rollout/observe.ts';
import { observer as tests } from './tests/observe.ts';

/** One for each kind that has a judge, which reads the same spec. */
const registered: { readonly [Kind in keyof JudgedSpecs]: Observer<JudgedSpecs[Kind]> } = {
  access,
  assert,
  change,
  checks,
  classification,
  cycles,
  durability,
  health,
  metrics,
  rollout,
  tests,
};

/** How each kind of gate looks at the world. */
export const observers: Readonly<Record<string, AnyObserver>> = registered;
