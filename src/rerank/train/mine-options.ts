import { z } from 'zod';
import { retrievalModes } from '../../retrieval/retriever.ts';

export const MineOptions = z
  .strictObject({
    negatives: z.int().min(1).max(1000).default(8).describe('Negatives a question; training draws some of them anew each epoch'),
    depth: z
      .int()
      .min(1)
      .max(10_000)
      .default(50)
      .describe('Hard negatives come from so many best passages: what the reranker will be given'),
    mode: z.enum(retrievalModes).optional().describe('What finds hard negatives; default: what the store can'),
    sameSource: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("Share of negatives from the positive's own source, where passages name one"),
    random: z.number().min(0).max(1).default(0).describe('Share of negatives drawn from all passages'),
    rankBias: z.number().min(0).max(4).default(0.5).describe('Rank r is drawn with weight r^-bias; 0: all ranks alike'),
    minRank: z.int().min(1).default(1).describe('Hard negatives begin at this rank; above 1 where right passages may be unlabelled'),
    maxShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("Leaves out hard negatives whose cosine is above this share of the positive's, .95 in NV-Retriever; default: none"),
    nearDuplicate: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.5)
      .describe('Passages that share this part of their shingles with a positive are left out'),
    seed: z.int().min(0).default(1).describe('Equal seeds, equal negatives'),
  })
  .refine(({ sameSource, random }) => sameSource + random <= 1, { message: 'the shares sum to more than 1', path: ['random'] });
export type MineOptions = z.input<typeof MineOptions>;
