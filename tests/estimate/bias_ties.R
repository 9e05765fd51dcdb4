# Writes bias_ties.csv (focal, partner) and prints the numbers of tests/estimate/corrected.rs: R package Matching,
# lalonde, 4 partners and all tied with the fourth, inverse variances, bias corrected.
#     Rscript bias_ties.R ../fixtures/lalonde
suppressMessages(library(Matching))
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "lalonde.csv"))
x <- model.matrix(~ age + educ + race + married + nodegree + re74 + re75, d)[, -1]
m <- Match(Y = d$re78, Tr = d$treat, X = x, M = 4, BiasAdjust = TRUE, Z = x, Var.calc = 4)
write.csv(data.frame(focal = d$id[m$index.treated], match = d$id[m$index.control]), file.path(folder, "bias_ties.csv"),
          row.names = FALSE, quote = FALSE)
cat(sprintf("%.12f %.12f\n", m$est, m$se))
# The same variance written out, with people alike by exact ties.
i <- m$index.treated; j <- m$index.control; w <- m$weights
use <- tapply(w, j, sum); square <- tapply(w^2, j, sum); own <- as.integer(names(use))
fit <- lm(d$re78[own] ~ x[own, ], weights = use)
mu <- as.vector(cbind(1, x) %*% coef(fit))
gain <- tapply(w * (d$re78[i] - mu[i] - d$re78[j] + mu[j]), i, sum) / tapply(w, i, sum)
z <- scale(x)
pool <- which(d$treat == 0)
around <- function(k) {
  others <- setdiff(pool, k)
  far <- colSums((t(z[others, ]) - z[k, ])^2)
  near <- others[far <= sort(far)[4] * (1 + 1e-12)]
  var(d$re78[c(k, near)])
}
v <- (sum((gain - mean(gain))^2) + sum((use^2 - square) * sapply(own, around))) / length(gain)^2
cat(sprintf("%.12f %.12f\n", mean(gain), sqrt(v)))
