"""Writes fixtures/comparisons.json: Bradley-Terry strengths by choix, fits of the general preference model by scipy's BFGS, and Kendall's tau of
rankings by scipy.

usage: python comparisons.py    (pip install choix scipy)
"""
import importlib.metadata
import json
import pathlib

import choix
import numpy as np
import scipy.optimize
import scipy.stats

rng = np.random.default_rng(7)


def wins_of(strengths, games):
    size = len(strengths)
    wins = np.zeros((size, size), dtype=int)
    for i in range(size):
        for j in range(i + 1, size):
            chance = 1 / (1 + np.exp(strengths[j] - strengths[i]))
            wins[i, j] = rng.binomial(games, chance)
            wins[j, i] = games - wins[i, j]
    return wins


def strengths_by_choix(wins, prior):
    data = [(i, j) for i in range(len(wins)) for j in range(len(wins)) for _ in range(wins[i, j])]
    # choix penalises with alpha ||theta||^2, without a half.
    theta = choix.opt_pairwise(len(wins), data, alpha=prior / 2, method="Newton-CG", tol=1e-12)
    return (theta - theta.mean()).tolist()


def general_preference(wins, blocks, prior):
    """The best of 8 starts: the objective is not convex."""
    size = len(wins)
    upper = np.triu_indices(size, 1)

    def scores(flat):
        a = flat.reshape(size, blocks, 2)
        return np.einsum("ib,jb->ij", a[:, :, 0], a[:, :, 1]) - np.einsum("ib,jb->ij", a[:, :, 1], a[:, :, 0])

    def loss(flat):
        s = scores(flat)
        fit = wins * np.logaddexp(0, -s)
        return fit.sum() + prior / 2 * (flat**2).sum()

    fits = [scipy.optimize.minimize(loss, rng.normal(size=size * blocks * 2), method="BFGS", options={"gtol": 1e-7}) for _ in range(8)]
    best = min(fits, key=lambda fit: fit.fun)
    return {"loss": best.fun, "chances": (1 / (1 + np.exp(-scores(best.x)))).tolist()}


bradley_terry = []
for wins, prior in [
    (wins_of([2, 1, 0, -1, -2], 6), 0.1),
    (wins_of(rng.normal(size=8), 3), 1.0),
    (np.array([[0, 4, 4], [0, 0, 3], [0, 1, 0]]), 0.1),  # one never lost
    (np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2], [0, 0, 1, 0]]), 0.1),  # two groups that never met
]:
    bradley_terry.append({"wins": wins.tolist(), "prior": prior, "strengths": strengths_by_choix(wins, prior)})

cycle = np.array([[0, 9, 1], [1, 0, 9], [9, 1, 0]])
both = wins_of([1.5, 0.5, -0.5, -1.5, 0], 8)
both[:3, :3] = np.array([[0, 7, 1], [1, 0, 7], [7, 1, 0]])
general = [
    {"wins": wins.tolist(), "blocks": blocks, "prior": prior, **general_preference(wins, blocks, prior)}
    for wins, blocks, prior in [(cycle, 1, 0.1), (both, 2, 0.1)]
]

pairs = [(rng.permutation(n), rng.permutation(n)) for n in [2, 5, 9, 17]]
rankings = [{"a": a.tolist(), "b": b.tolist(), "tau": scipy.stats.kendalltau(np.argsort(a), np.argsort(b)).statistic} for a, b in pairs]

versions = {name: importlib.metadata.version(name) for name in ["choix", "scipy", "numpy"]}
path = pathlib.Path(__file__).parent / "fixtures" / "comparisons.json"
path.write_text(json.dumps({"versions": versions, "bradleyTerry": bradley_terry, "generalPreference": general, "kendall": rankings}, indent=1) + "\n")
