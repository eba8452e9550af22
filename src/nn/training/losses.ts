import type { Graph, Value } from '../graph.ts';

/**
 * Losses as nodes of a graph. Scores are a row [1, n]. Which scores belong together, and how much each term counts, are matrices that are fed:
 * so lists of any length share a batch. Masks are added to scores: 0 for members, very negative for the rest.
 */

/** Added to the scores that a mask leaves out. */
export const excluded = -1e4;

/**
 * −Σ_q w_q ln (Σ_{i ∈ target_q} e^{s_i} / Σ_{i ∈ group_q} e^{s_i}): list-wise soft-max where each list has one target (ListNet's top-one probability,
 * Cao et al. 2007), marginal likelihood where it has several (Clark & Gardner 2018, eq. 4).
 *
 * @param group mask [q, n] of each list's members
 * @param target mask [q, n] of the right ones among them
 * @param weight [q, 1]
 */
export function listwise(graph: Graph, name: string, scores: Value, group: Value, target: Value, weight: Value): Value {
  const total = (what: string, mask: Value): Value => {
    const [members] = graph.apply('Add', `${name}.${what}`, [scores, mask]);
    return graph.apply('ReduceLogSumExp', `${name}.${what}.total`, [members, graph.lastAxis])[0];
  };
  const [terms] = graph.apply('Sub', `${name}.terms`, [total('group', group), total('target', target)]);
  return weightedSum(graph, name, terms, weight);
}

/** Σ w_i (ln(1 + e^{s_i}) − y_i s_i): binary cross-entropy of logits. Labels may be any probability. All of shape [1, n]. */
export function pointwise(graph: Graph, name: string, scores: Value, label: Value, weight: Value): Value {
  const [all] = graph.apply('Softplus', `${name}.softplus`, [scores]);
  const [right] = graph.apply('Mul', `${name}.right`, [scores, label]);
  return weightedSum(graph, name, graph.apply('Sub', `${name}.terms`, [all, right])[0], weight);
}

/** Σ_{ij} w_ij ln(1 + e^{m_ij − (s_i − s_j)}): RankNet (Burges et al. 2005) over every pair with a weight, by a margin m (0 for the original). */
export function pairwise(graph: Graph, name: string, scores: Value, margin: Value, weight: Value): Value {
  const [lack] = graph.apply('Sub', `${name}.lack`, [margin, differences(graph, name, scores)]);
  return weightedSum(graph, name, graph.apply('Softplus', `${name}.terms`, [lack])[0], weight);
}

/** Σ_{ij} w_ij (s_i − s_j − t_ij)²: margin-MSE distillation (Hofstätter et al. 2020) from a teacher's differences t. */
export function marginMse(graph: Graph, name: string, scores: Value, teacher: Value, weight: Value): Value {
  const [error] = graph.apply('Sub', `${name}.error`, [differences(graph, name, scores), teacher]);
  return weightedSum(graph, name, graph.apply('Mul', `${name}.terms`, [error, error])[0], weight);
}

/**
 * Σ_q w_q (ln Σ_{i ∈ group_q} e^{s_i} − Σ_i p_qi s_i): cross-entropy to a teacher's distribution p [q, n], the KL divergence up to the teacher's
 * own entropy.
 */
export function distillation(graph: Graph, name: string, scores: Value, group: Value, teacher: Value, weight: Value): Value {
  const [members] = graph.apply('Add', `${name}.group`, [scores, group]);
  const [total] = graph.apply('ReduceLogSumExp', `${name}.group.total`, [members, graph.lastAxis]);
  const [expected] = graph.apply('FusedMatMul', `${name}.expected`, [teacher, scores], { transB: { int: 1 }, alpha: { float: 1 } });
  return weightedSum(graph, name, graph.apply('Sub', `${name}.terms`, [total, expected])[0], weight);
}

/** Σ_b w_b (ln Σ_c e^{z_bc} − z_b,label): cross-entropy of logits [batch, classes] to labels as rows of zeros with a one; weight [batch, 1]. */
export function classification(graph: Graph, name: string, logits: Value, label: Value, weight: Value): Value {
  const [total] = graph.apply('ReduceLogSumExp', `${name}.total`, [logits, graph.lastAxis]);
  const right = graph.sum(`${name}.right`, graph.apply('Mul', `${name}.labelled`, [logits, label])[0], [1], true);
  return weightedSum(graph, name, graph.apply('Sub', `${name}.terms`, [total, right])[0], weight);
}

/**
 * Σ_ip w_ip (ln Σ_{a ∈ rivals_i} e^{v_i·v_a/τ} − v_i·v_p/τ) with v = x/‖x‖: supervised contrastive learning (Khosla et al. 2020, eq. 2, L_out).
 *
 * @param states [n, size]
 * @param temperature τ
 * @param rivals mask [n, n] of what each anchor i is compared with, never itself
 * @param weight [n, n] of each pair of an anchor and another of its class
 */
export function supervisedContrastive(graph: Graph, name: string, states: Value, temperature: number, rivals: Value, weight: Value): Value {
  const [squares] = graph.apply('Mul', `${name}.squares`, [states, states]);
  const [length] = graph.apply('Sqrt', `${name}.length`, [graph.sum(`${name}.square`, squares, [1], true)]);
  const [unit] = graph.apply('Div', `${name}.unit`, [states, length]);
  const [alike] = graph.apply('FusedMatMul', `${name}.alike`, [unit, unit], { transB: { int: 1 }, alpha: { float: 1 / temperature } });
  const [compared] = graph.apply('Add', `${name}.compared`, [alike, rivals]);
  const [total] = graph.apply('ReduceLogSumExp', `${name}.total`, [compared, graph.lastAxis]);
  return weightedSum(graph, name, graph.apply('Sub', `${name}.terms`, [total, alike])[0], weight);
}

/** s_i − s_j as a matrix [n, n]. */
function differences(graph: Graph, name: string, scores: Value): Value {
  const [column] = graph.apply('Transpose', `${name}.column`, [scores], { perm: { ints: [1, 0] } });
  return graph.apply('Sub', `${name}.differences`, [column, scores])[0];
}

function weightedSum(graph: Graph, name: string, terms: Value, weight: Value): Value {
  return graph.sum(name, graph.apply('Mul', `${name}.weighted`, [terms, weight])[0]);
}
