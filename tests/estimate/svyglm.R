# Prints the survey-weighted numbers of tests/estimators.rs: R package survey, lalonde, odds weights of a score
# that is itself survey-weighted, weights taken as given (variance "hc0": svyglm's has n / (n - 1) more).
#     Rscript svyglm.R ../fixtures/lalonde
suppressMessages(library(survey))
d <- read.csv(file.path(commandArgs(TRUE)[1], "lalonde.csv"))
d$race <- factor(d$race)
d$many <- as.numeric(d$re78 > 4000)
d$s <- d$sw_demo
score <- glm(treat ~ age + educ + race + married + nodegree + re74 + re75, quasibinomial, d, weights = s,
             control = glm.control(epsilon = 1e-14, maxit = 100))
p <- fitted(score)
d$w <- d$s * ifelse(d$treat == 1, 1, p / (1 - p))
design <- svydesign(ids = ~1, weights = ~w, data = d)
n <- nrow(d)
x <- "age + educ + race + married + nodegree + re74 + re75"
show <- function(name, formula, family) {
  fit <- svyglm(as.formula(formula), design, family = family, control = glm.control(epsilon = 1e-14, maxit = 100))
  at <- function(g) model.matrix(fit$terms, transform(d[d$treat == 1, ], treat = g), xlev = fit$xlevels)
  each <- lapply(0:1, function(g) {
    m <- at(g)
    mu <- fit$family$linkinv(as.vector(m %*% coef(fit)))
    t <- d$s[d$treat == 1] / sum(d$s[d$treat == 1])
    list(mean = sum(t * mu), by = colSums(t * fit$family$mu.eta(as.vector(m %*% coef(fit))) * m))
  })
  by <- each[[2]]$by - each[[1]]$by
  v <- as.numeric(t(by) %*% vcov(fit) %*% by) * (n - 1) / n
  cat(sprintf("%s %.12f %.12f\n", name, each[[2]]$mean - each[[1]]$mean, sqrt(v)))
}
show("regression mean", paste("re78 ~ treat * (", x, ")"), gaussian())
show("ancova mean", paste("re78 ~ treat +", x), gaussian())
show("regression share", paste("many ~ treat * (", x, ")"), quasibinomial())
show("ancova share", paste("many ~ treat +", x), quasibinomial())
