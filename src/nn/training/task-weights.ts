import { gradients } from '../autodiff.ts';
import type { Graph, Value } from '../graph.ts';

/** Rounds over all pairs of tasks. With three tasks the norm is within .1 % of the least one after a few. */
const rounds = 12;

/** What an absent task is given in place of its norm of 0, where the others add up to 1: it gets no weight. */
const absentNorm = 1e9;

/**
 * M_ij = ⟨∂L_i/∂z, ∂L_j/∂z⟩: how the gradients of the losses, at a representation z that they share, agree; float32 [tasks, tasks]. By the chain rule
 * they bound those at the encoder's weights, so that the encoder needs one pass backwards instead of one a task (MGDA-UB, Sener & Koltun 2018, sect. 3.3).
 */
export function gramMatrix(graph: Graph, losses: readonly Value[], shared: Value): Value {
  const rows = losses.map((loss) => {
    const gradient = gradients(graph, loss, [shared]).get(shared.name)!;
    return graph.reshape(`${loss.name}.at-shared`, gradient, [1, -1], [1, 'shared']);
  });
  const [all] = graph.apply('Concat', 'tasks.gradients', rows, { axis: { int: 0 } });
  return graph.apply('FusedMatMul', 'tasks.gram', [all, all], { transB: { int: 1 }, alpha: { float: 1 } })[0];
}

/**
 * Weights [tasks, 1] ≥ 0 of sum 1 that lower every loss at once, from their Gram matrix: those of the shortest vector in the convex hull of the gradients
 * (multiple-gradient descent, Désidéri 2012). It hands most weight to the task with the shortest gradient. Normalised, the hull is that of the gradients
 * scaled to length 1, and each weight is divided by its gradient's length: what a task adds no longer depends on the scale of its loss.
 * A task whose gradient is 0 gets no weight.
 */
export function descentWeights(graph: Graph, gram: Value, tasks: number, normalised: boolean): Value {
  if (!normalised) return shortest(graph, 'tasks.weights', gram, tasks);
  const squares = diagonal(graph, 'tasks.squares', gram, tasks);
  const absent = isZero(graph, 'tasks.absent', squares);
  const [lengths] = graph.apply('Sqrt', 'tasks.lengths', graph.apply('Add', 'tasks.divisors', [squares, absent]));
  const [products] = graph.apply('FusedMatMul', 'tasks.length-products', [lengths, lengths], { transB: { int: 1 }, alpha: { float: 1 } });
  const [cosines] = graph.apply('Div', 'tasks.cosines', [gram, products]);
  const shares = shortest(graph, 'tasks.shares', cosines, tasks);
  const [raw] = graph.apply('Div', 'tasks.unscaled', [shares, lengths]);
  return graph.apply('Div', 'tasks.weights', [raw, graph.sum('tasks.total', raw)])[0];
}

/** Σ α_k L_k as a scalar; weights [tasks, 1]. */
export function weightedLoss(graph: Graph, name: string, losses: readonly Value[], weights: Value): Value {
  const terms = losses.map((loss, k) => {
    const [weight] = graph.apply('Gather', `${name}.weight.${k}`, [
      weights,
      graph.constant(`${name}.index.${k}`, 'int32', [1], Int32Array.of(k)),
    ]);
    return graph.apply('Mul', `${name}.term.${k}`, [weight, loss])[0];
  });
  return graph.sum(
    name,
    terms.slice(1).reduce((sum, term, k) => graph.apply('Add', `${name}.sum.${k}`, [sum, term])[0], terms[0]!),
  );
}

/**
 * The α on the simplex with the least αᵀMα, by exact descent along one pair of tasks after the other: on the way from task j to task i the best step is
 * δ* = clip(−dᵀMα / dᵀMd, −α_i, α_j) with d = e_i − e_j, the closed form of two tasks (Platt's sequential minimal optimization, 1998).
 */
function shortest(graph: Graph, name: string, gram: Value, tasks: number): Value {
  const trace = graph.sum(`${name}.trace`, diagonal(graph, `${name}.diagonal`, gram, tasks));
  const tiny = graph.scalar(1e-30);
  const [scaled] = graph.apply('Div', `${name}.scaled`, [gram, graph.apply('Max', `${name}.scale`, [trace, tiny])[0]]);
  const absent = isZero(graph, `${name}.absent`, diagonal(graph, `${name}.norms`, scaled, tasks));
  const [penalties] = graph.apply('Mul', `${name}.penalties`, [absent, graph.scalar(absentNorm)]);
  const [penalty] = graph.apply('Mul', `${name}.penalty`, [identity(graph, tasks), penalties]);
  const [matrix] = graph.apply('Add', `${name}.matrix`, [scaled, penalty]);

  const pairs = Array.from({ length: tasks }, (_, i) => Array.from({ length: i }, (_, j) => ({ i, j }))).flat();
  const directions = pairs.map(({ i, j }) => {
    const at = `${name}.${i}-${j}`;
    const direction = graph.constant(
      `${at}.direction`,
      'float32',
      [tasks, 1],
      Float32Array.from({ length: tasks }, (_, k) => Number(k === i) - Number(k === j)),
    );
    const [row] = graph.apply('FusedMatMul', `${at}.row`, [direction, matrix], { transA: { int: 1 }, alpha: { float: 1 } });
    const [curvature] = graph.apply('MatMul', `${at}.curvature`, [row, direction]);
    // Equal gradients: the row is 0 too, and so is the step.
    const [divisor] = graph.apply('Neg', `${at}.divisor`, graph.apply('Max', `${at}.bounded`, [curvature, tiny]));
    const index = (k: number): Value => graph.constant(`${at}.index-${k}`, 'int32', [1], Int32Array.of(k));
    return { direction, slope: graph.apply('Div', `${at}.slope`, [row, divisor])[0], gaining: index(i), losing: index(j) };
  });

  let weights = graph.constant(`${name}.start`, 'float32', [tasks, 1], new Float32Array(tasks).fill(1 / tasks));
  const step = (): string => graph.fresh(`${name}.step.`);
  for (let round = 0; round < rounds; round++) {
    for (const { direction, slope, gaining, losing } of directions) {
      const [best] = graph.apply('MatMul', step(), [slope, weights]);
      const [most] = graph.apply('Min', step(), [best, graph.apply('Gather', step(), [weights, losing])[0]]);
      const [least] = graph.apply('Neg', step(), graph.apply('Gather', step(), [weights, gaining]));
      const [length] = graph.apply('Max', step(), [most, least]);
      [weights] = graph.apply('Add', step(), [weights, graph.apply('Mul', step(), [direction, length])[0]]);
    }
  }
  return graph.apply('Identity', name, [weights])[0];
}

const identity = (graph: Graph, size: number): Value =>
  graph.constant(
    graph.fresh('identity.'),
    'float32',
    [size, size],
    Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)),
  );

/** [size, 1] */
function diagonal(graph: Graph, name: string, matrix: Value, size: number): Value {
  return graph.sum(name, graph.apply('Mul', `${name}.alone`, [matrix, identity(graph, size)])[0], [1], true);
}

/** 1 where x is 0, else 0. */
function isZero(graph: Graph, name: string, x: Value): Value {
  return graph.apply('Cast', name, graph.apply('Equal', `${name}.zero`, [x, graph.scalar(0)]), { to: { int: 1 } })[0];
}
