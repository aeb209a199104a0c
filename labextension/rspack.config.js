// Named ids do not depend on where the checkout lies, so every machine builds
// the same bytes.
module.exports = { optimization: { moduleIds: 'named', chunkIds: 'named' } };
