//! Edges: nothing is ever NaN, and every missing number says why.
