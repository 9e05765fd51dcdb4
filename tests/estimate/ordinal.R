# Prints the proportional-odds numbers of tests/estimators.rs: R package ordinal (clm), lalonde, earnings in four
# classes, odds weights of a logistic score taken as given, derivatives numeric (Richardson).
#     Rscript ordinal.R ../fixtures/lalonde
suppressMessages(library(ordinal))
d <- read.csv(file.path(commandArgs(TRUE)[1], "lalonde.csv"))
d$class <- as.numeric(cut(d$re78, c(-1, 0, 4000, 9000, Inf))) - 1
d$re74 <- d$re74 / 1000
p <- fitted(glm(treat ~ age + educ + factor(race) + married + nodegree + re74 + re75, binomial, d,
                control = glm.control(epsilon = 1e-14, maxit = 100)))
d$w <- ifelse(d$treat == 1, 1, p / (1 - p))
level <- factor(d$class, ordered = TRUE)
derive <- function(f, at) sapply(seq_along(at), function(j) {
  by <- function(h) { e <- at * 0; e[j] <- h; (f(at + e) - f(at - e)) / (2 * h) }
  (4 * by(5e-5) - by(1e-4)) / 3
})
fit_of <- function(formula) clm(formula, data = d, weights = w, control = clm.control(gradTol = 1e-13, maxIter = 500))
below <- function(par, x) sapply(par[1:3], function(t) plogis(t - as.vector(x %*% par[-(1:3)])))
spread <- function(fit, x, by) {
  par <- c(fit$alpha, fit$beta)
  log_p <- function(par) { f <- cbind(0, below(par, x), 1); i <- seq_len(nrow(d)); log(f[cbind(i, d$class + 2)] - f[cbind(i, d$class + 1)]) }
  s <- derive(log_p, par) * d$w
  v <- vcov(fit) %*% crossprod(s) %*% vcov(fit)
  sqrt(as.numeric(t(by) %*% v %*% by))
}
own <- as.matrix(d[, c("age", "educ", "re74", "nodegree")])
full <- function(g, x) cbind(g, x, g * x)
fit <- fit_of(level ~ treat * (age + educ + re74 + nodegree))
treated <- own[d$treat == 1, ]
difference <- function(value) function(par) {
  mean_of <- function(g) { f <- cbind(below(par, full(g, treated)), 1); mean(cbind(f[, 1], t(apply(f, 1, diff))) %*% value) }
  mean_of(1) - mean_of(0)
}
par <- c(fit$alpha, fit$beta)
f <- difference(0:3)
cat(sprintf("mean %.12f %.12f\n", f(par), spread(fit, full(d$treat, own), derive(f, par))))
fit <- fit_of(level ~ treat + age + educ + re74 + nodegree)
cat(sprintf("log odds %.12f %.12f\n", fit$beta[1], spread(fit, cbind(d$treat, own), c(0, 0, 0, 1, 0, 0, 0, 0))))
