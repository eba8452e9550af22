export { langchainModel } from './langchain-model.ts';
