# Writes boot_ci.json: resamples of 40 numbers and the percentile and BCa limits that boot.ci (boot, R 4.2.2) makes of them, at 90 and 95 per cent.
options(digits=16); suppressMessages(library(boot))
set.seed(7); n<-40; x<-round(rexp(n),3); R<-999
b<-boot(x,function(d,i) mean(d[i]),R=R,stype="i"); idx<-boot.array(b,indices=TRUE)
L<-sapply(1:n,function(i) mean(x[-i])); L<-mean(L)-L
ci<-boot.ci(b,conf=c(.9,.95),type=c("perc","bca"),L=L)
print(ci$percent[,4:5]); print(ci$bca[,4:5])
a<-sum(L^3)/(6*sum(L^2)^1.5); print(a)
writeLines(paste0('{"x":[',paste(x,collapse=","),'],"indices":[',paste(apply(idx-1,1,function(r) paste0("[",paste(r,collapse=","),"]")),collapse=","),'],"percentile":',sprintf("[[%.16g,%.16g],[%.16g,%.16g]]",ci$percent[1,4],ci$percent[1,5],ci$percent[2,4],ci$percent[2,5]),',"bca":',sprintf("[[%.16g,%.16g],[%.16g,%.16g]]",ci$bca[1,4],ci$bca[1,5],ci$bca[2,4],ci$bca[2,5]),',"acceleration":',sprintf("%.16g",a),'}'),"tests/estimate/boot_ci.json")
