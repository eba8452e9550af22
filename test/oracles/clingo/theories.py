"""Writes random defeasible theories with what clingo says follows, one JSON object a line.

usage: python theories.py COUNT SEED > theories.jsonl   (needs clingo; fixtures/theories.jsonl: COUNT 50, SEED 1, clingo 5.8)

Two encodings are solved. `DIRECT` states the semantics once; its answer sets are stable models. `STAGED` computes the well-founded
model by stages, each of which clingo solves as a stratified program. The script stops where they disagree: a total well-founded
model must be the only answer set, a partial one must bound every answer set from below (certain) and above (possible).
"""
import json
import random
import sys

import clingo

DIRECT = """
prefer(A,C) :- prefer(A,B), prefer(B,C).
holds(L) :- fact(L), not fact(N), contrary(L,N).
holds(L) :- applies(R,L), contrary(L,N), not fact(N), harmless(S,N) : concludes(S,N).
harmless(S,N) :- concludes(S,N), not applies(S,N).
harmless(S,N) :- concludes(S,N), contrary(L,N), applies(R,L), prefer(R,S).
"""

STAGED = """
prefer(A,C) :- prefer(A,B), prefer(B,C).
stage(0..last).
certain(L,T) :- stage(T), T > 0, fact(L), not fact(N), contrary(L,N).
possible(L,T) :- stage(T), fact(L), not fact(N), contrary(L,N).
certain(L,T) :- c(R,L,T), contrary(L,N), not fact(N), harmless(c,S,N,T) : concludes(S,N).
possible(L,T) :- p(R,L,T), contrary(L,N), not fact(N), harmless(p,S,N,T) : concludes(S,N).
harmless(c,S,N,T) :- stage(T), T > 0, concludes(S,N), not p(S,N,T-1).
harmless(p,S,N,T) :- stage(T), concludes(S,N), not c(S,N,T).
harmless(c,S,N,T) :- concludes(S,N), contrary(L,N), c(R,L,T), prefer(R,S).
harmless(p,S,N,T) :- concludes(S,N), contrary(L,N), p(R,L,T), prefer(R,S).
"""


def solve(program, *parts):
    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], program)
    control.ground([("base", [])])
    models = []
    with control.solve(yield_=True) as handle:
        for model in handle:
            models.append({str(atom) for atom in model.symbols(atoms=True) if atom.name in parts})
    return models


def term(literal, sign=None):
    negated, subject, relation, object_ = literal
    return f"l({int(negated if sign is None else sign)},{subject},{relation},{object_})"


def encode(theory, individuals, relations):
    """Facts, preferences and the relation `contrary`; shared by both encodings."""
    lines = [f"fact({term(fact)})." for fact in theory["facts"]]
    lines += [f"prefer({a},{b})." for a, b in theory["preferences"]]
    lines += [f"individual({i})." for i in individuals] + [f"relation({r})." for r in relations]
    lines.append("contrary(l(S,A,R,B),l(1-S,A,R,B)) :- S=0..1, individual(A), individual(B), relation(R).")
    return "\n".join(lines)


def expected(theory, individuals, relations):
    shared = encode(theory, individuals, relations)
    direct, staged = [shared, DIRECT], [shared, STAGED]
    for rule in theory["rules"]:
        conditions, head = rule["conditions"], term(rule["conclusion"])
        variables = "".join(f", individual({v})" for v in sorted({v for v in rule["conclusion"][1:] if v in ("X", "Y")}))
        for program in (direct, staged):
            program.append(f"concludes({rule['name']},{head}) :- #true{variables}.")
        direct.append(f"applies({rule['name']},{head}) :- #true" + "".join(f", holds({term(c)})" for c in conditions) + ".")
        for name, derived, first in (("c", "certain", 1), ("p", "possible", 0)):
            body = "".join(f", {derived}({term(c)},T)" for c in conditions)
            staged.append(f"{name}({rule['name']},{head},T) :- stage(T), T >= {first}{body}.")
    last = 4
    while True:
        (model,) = solve("\n".join(staged) + f"\n#const last={last}.", "certain", "possible")
        at = lambda kind, stage: {a[len(kind) + 1 : a.rindex(",")] for a in model if a.startswith(kind) and a.endswith(f",{stage})")}
        certain, possible = at("certain", last), at("possible", last)
        if certain == at("certain", last - 1) and possible == at("possible", last - 1):
            break
        last *= 2
    models = [{a[len("holds(") : -1] for a in model} for model in solve("\n".join(direct), "holds")]
    if certain == possible:
        assert models == [certain], ("a total well-founded model is the only answer set", theory)
    assert all(certain <= model <= possible for model in models), ("answer sets lie between certain and possible", theory)
    return sorted(certain), sorted(possible - certain)


def generate(random):
    individuals = [f"i{n}" for n in range(random.choice([1, 2, 3, 4]))]
    relations = [f"r{n}" for n in range(random.choice([2, 3, 5, 8]))]
    with_variables = random.random() < 0.6

    facts, pool = [], []

    def literal(variables):
        if pool and random.random() < 0.5:  # build chains and circles: speak of what was spoken of
            sign, a, relation, b = random.choice(pool)
            subject = random.choice(variables) if variables and random.random() < 0.4 else a
            return [sign ^ (random.random() < 0.15), subject, relation, b]
        pick = lambda: random.choice(variables) if variables and random.random() < 0.5 else random.choice(individuals)
        return [random.random() < 0.4, pick(), random.choice(relations), pick()]

    for _ in range(random.randint(0, 5)):
        facts.append(literal([]))
        pool.append(facts[-1])
    rules = []
    for n in range(random.randint(1, 14)):
        variables = random.choice([["X"], ["X", "Y"]]) if with_variables and random.random() < 0.6 else []
        conditions = [literal(variables) for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3]))]
        bound = [v for v in variables if any(v in c for c in conditions)]
        conclusion = literal(bound)
        if rules and random.random() < 0.4:  # contradict an earlier rule, so that preferences matter
            other = random.choice(rules)["conclusion"]
            if all(v in bound for v in other if v in ("X", "Y")):
                conclusion = [not other[0], *other[1:]]
        if not any(v in conclusion for v in ("X", "Y")):
            pool.append(conclusion)
        rules.append({"name": f"rule{n}", "conditions": conditions, "conclusion": conclusion})
    rank = [rule["name"] for rule in rules]
    random.shuffle(rank)
    density = random.choice([0, 0.1, 0.3, 0.8])
    preferences = [[a, b] for at, a in enumerate(rank) for b in rank[at + 1 :] if random.random() < density]
    return {"facts": facts, "rules": rules, "preferences": preferences}, individuals, relations


if __name__ == "__main__":
    count, seed = map(int, sys.argv[1:])
    source = random.Random(seed)
    for _ in range(count):
        theory, individuals, relations = generate(source)
        certain, cyclic = expected(theory, individuals, relations)
        print(json.dumps({**theory, "certain": certain, "cyclic": cyclic}, separators=(",", ":")))
