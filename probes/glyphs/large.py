"""The symbols of keys at the cap heights that a code is printed in; see `probes.glyphs`."""

from probes.glyphs.sheet import Sheet

LARGE: dict[int, Sheet] = {
    48: Sheet(
        widths=(37, 41, 31, 39, 42, 31, 49, 39, 36, 39, 40, 45, 62, 43, 33, 36, 34, 33),
        height=50,
        packed=(
            "c-pPlO>W#c5Cvdrw9ryV;88d?qYN)*IY;nOqQDCu!y07ar5R)~3PP*qy(&^-yVZ#Yh=If{iTax2PgTjzh2(z2PbW+H<crsf3?hlY"
            "@iVz7f>z&Tb_33KIJY>D|1+;lPFvxE3uxE##H-*S2Q+Zb?ijTBDDooO=zx3q(!fb!nIb=GtJuO%fa6L6trPCT8Nz7rFFwpIJjkQM"
            "tA1U9m&oSt;JE{Xn-U2eCwBCyKA=8a3y*T&z^lOtSGEGL=;XHovk#JV$OwlDn=846z4X`c$}U**P~d^^XTpm<83!*GxGV5>24`pU"
            "pl~KUweY0yoh)4gOM&|WOACkX1l|bG24e+aegVUrWa;(%iXlAUp~CkK9J9fj!rK+>4;TxB^D~tpOPyp-cpYUm`>}y#t?+oj@(%u|"
            "!V$uRt}5K)Ar$r;dVZlTFoio_KVXizOhE{6=4a<Or;|1+9MC(58&|9dcHaGo#Rz!9@#M>vP`KAo<1koX6&?ZO0>s&kEsSjkn7fbg"
            "AiAGp3i#mpP~Q%C;C8u&W$mtD^w9Z?Cr~(kYG9m$*SGM<;|87x51gF>58NAf3ge^SIOc>Uq+wH77Oot4T?>2NQ-m?HH{nTU|4Mk&"
            "<%eM<JXV;ylb-xIU_6DvaSG2|3OC@z;6b-I;BEt)4W26;8#v|)&vA$Q2JZPiIPfogbd9=~aCZ)Cj5y#=%WZfa`E&*Db4WgqlflX0"
            "ASZB`<3ojQDCP!^i+?Kcq6=YI38R?~)B#(>w**n(MF2mf3U>v@KY(!w3U>-)DJuLO+v+B~6xc6VA-CaVu(KGCb1AT?5O$~VT;Z>T"
            "|6c0`VZ#gfF>|sQVz@Rd%%dIlEj*pTL4%ONoVRQ+_eN9-v1&1Rz6rYmk6$;O|0^HS%{6dH;a*{e1;SxAc;TM^X^+Pr4ZLa2YvDDv"
            "Fdpi|@SyPhw!>?IvC>w;ciA&b89Za7CWc9*^?VN3$wP8FVCKA~!YLTM8LX4H7(89Vr_0UYJK3}JdIdADmQ|4ungQeDO}K85o*AaX"
            "NedQ(F>kngja`9fBHuT{o73-X;p;73;fGoY)yYF=*)37ncAonPoG;+X;Hg<|6?TYcHCBYTyu-M97KCDr$H=M*KWnaznjjU%C@c!I"
            "jH}V@jbHz~!zW=g$R*6!IkBW1b~tmf=1pOZdpP%IC6&U<DeP;`<3=cBP~f?R-zps6!?+srb!r-GmM(Cpa9`muGgphjCFj|`f35IY"
            "G97AN@gA<}pLLAEk@dc1=>}$-v-E$!QPZ9O1#ET2d$<-X7nM*thilH$kfYUT)Q8qe$i}$9j1ku*R#%Hc1i}*IE1b??)NX&&<@Ul|"
            "(kqPGnKf)v6gtTjo_+xb9C5YW<3@uSD+rIQWUY)n;8^N=8#$)C0>{<hUNlk~%z?W{8OzAbr5?3_YYOiJ4)VWXO!cEi7#)SrNY|Q!"
            "_E&`i_NBfraKFP?oCl0ZLb&7m!j}r`8|SFOYJa&o;IY*AH{s5T2Zec~!l}ZuR))vx*Z~jPaEH4c)>6KO%kIZ6&=42&<z`a&c!50N"
            "UK@T8)|(Dkhf>Sh{gwBCJ4B8Kb~`*4*jX+~20Ml@Z4&rqx*1&Feci`kxrVvzLTSx}#kI2Te^yv7V7C`82FIVl3=|$Id^MPFrwae3"
            "KZJ0z*-!cKAH?mVMg"
        ),
    ),
    52: Sheet(
        widths=(40, 44, 32, 42, 45, 33, 52, 42, 38, 42, 43, 48, 66, 46, 35, 39, 37, 35),
        height=54,
        packed=(
            "c-pPlF;e6@5C&km94Pb=bQB#;re3h&9$}C2Oc4-rg!L8yA=)BXQ|PH*|J{--4;~=cDGH3o`o@-8t=1SbZsxDO!d#DhJ4FjoG-e{a"
            "_>DJOjH4eJr&eS5<Yq?tm-sXhpY>F(<fi;PL^Q>P(NTiTCr8@gWj>%tc)Rg%JUQW`@CjGp58*}%KMOyzYNpJ;261NP9np8;SxwUP"
            "z=wRolOFFp{Q<v$#{>S7+vE?G4_4k$dDa6@sq#a8Mt&`F-0?5UyBxsZ%EJjyl@EnqdVZiy`R%~3!U~T8>iJ}>@Ed4pq<qn7?fH?1"
            "sqg|9J|6jj9_3DqOFlDyBm7V<7k;RG?0HM8^69{D@|b75!yw+s(15p<A1l8d`Q^aRdRdak6#kV5vG55z@gNR03S=CGx0O#lKkdA|"
            "&SNlz_uQBVV4w#bCjO|^7d~nK<eqmlE1#8Ll+P#pD7@t%$wM^SfO%uTD~fr-^No+-DerMJ%1@Q&NyW3rBJ_O192I^Qe&gN@X_$?d"
            "2KZwz!MM{Fgf~Ay&xd^E*Rjl}ICeZ@rSK!SLGG%2(!|63Y|td|Q0zR0OL)5EhXX(39iBVPuLyaxa(~DKO_P3eNKMi~9e*oRMR}Rk"
            "QFw<*S$P&ZeqcTp{)v$0BwKF2@Dq=E<L~%H;pY!{zM5A1Uxr4%EAJ0{KH={<EQHU6-^P;k-tn>WZ^&k774Atc5;r7M`my65kns!e"
            "pU-)p3jZp6kR&AhH$2n@KhpEg|K#yjJ}kngQyv!ca<hSy=kV?L^_0i#s(fJn`E%Y&hUT*aS@8Ie$6G?^9iJP&h6kdjo?n%BGBv_B"
            "ZE~|tdBhO-C)`EH4}?y5E(xgdUisW2XXyEK;0?fS<UBKI;^(<Wr+nIZWWL9pA3NR)9})dB!I5s_n3T^KJazom_$WNJS!*$Z;3t{-"
            "9{f$mFShVfF3jhAti1aT{ukAhR%(I5Z^8%g7Eg?1Ic<%%*Z8&LC-DF53E4EB$BmN~_yvVc;bY<FFYwbV__gp!`&4*ttNeQ47gza3"
            "rrpP#GrcK)*Z9=&5zF8j?m9lYRrsGD@oi`)S;ZjKr9AFDb$spn%?qCqVN<@sx4^W8e{B3#ctjm|zk200a#C2pr$MvgIiGhvb$skP"
            "2RsDfXAMlmSD3+X!Y9*DtCO5FD(_#qBCzte$}hs}tVQf9FL@}LaL&)C{M-fRz~PGSW&UaBeMSv6XzJ_ui-f#19_7{Q-n7d&f!ApT"
            "e%bkwF`cZ=g=hOTAwRU$YUueWJA}qRO6-LNi>ubvbq_)x^Y?YFt^8ERw97f>$cLWKg^%WRG3@zx$*+}vk$?#^Dv!F>9(Z(rKCKi="
            "A%flpZyP`E{2xgxVU|%XmBN?!+ge63zaIIvoS2|I&6DgG;yWIf);h->tF&DCApF?zvGSU8!J{nJD(#X#F9HKy<IOwXD6chU;e+zn"
            "z#?B<max7Q;LKyswGJJ>72fNDM5Rn$BuHH0dDikhEwVFqGJZYp%JzZR(@Q?=eC~O!?`_>uXDK?B-%Q;;>^y&{E2&Ml+#R1Tc`Ic)"
            "KdxQNJ~N@*;dq!$zxmmDi|P3Z?{*$V1pnAHYFg%a9D&TH-@5HQr<x-l8jnaWyyVTSJRZPm3yY8X0p6H?<GJ&^9(;`-3NO2oZ~BZ@"
            "HwE(~F~4t{Kj3}iUFD|(k1gbV<0ttRA#3>7P5;jGvT&8B#&61F6%W|Y-s@Uvb=xdAQon#8bKnCVdDr;ql$UP@o^++RvWeGukJh<-"
            ";nMM*$L1P8D{qxg%45BIlIjNhK=M_9(c(cq^}st`u|DOI!<3gyL@!z*T1o%0>^^0M)~asjr&cj2KQ$if$&oL00e4U!eFMmX64V$S"
            ";J@>drA&_s`ajW7<h1"
        ),
    ),
    60: Sheet(
        widths=(45, 50, 37, 48, 52, 38, 60, 48, 44, 48, 50, 56, 77, 53, 40, 45, 42, 40),
        height=62,
        packed=(
            "c-pnuOK#*g5C&ih3ZU$GfdINfP7ofA8hA0w93e-s23~mSBUpo3cxer?um;hHsrsw<(xc-ElE%0_-7WHKNo28#HpYa}{11<&=+@5Z"
            "zkOJ{5N7@ykI}Sv?!ppQLoYTuD1`ek&|CCa@VUXWyf((+7k>WYuKF-|v@`rn9gm(59k`?Lk$$GVW}_CM$rr%yHktgOV~pSU7k;2Q"
            "bU83Y8Z}!~<3=xNbkOFcHKjJg*=b(1CVb;Fbiv{T<jVAPkZM*Ng<+@lVNz`nZBlJ*(-~G;1MMrn;h`<6xvce3n|7KDW767E3-U@e"
            "kK4K?4Hv|3R=!8aTF9D<+Pu?z7;0^f+Fib$S=(@rSmXXz);7_aLi15ucN*Oq)yAFnfT37xE@^P1X6dOdw1|bR*0^obbm*)0rPLe-"
            "(c(7Tqc+U+2EE2`-~qCsm1<4WLant#sWzQy>xDMCFtk@%o3#&>Mw2^hRtBGHf8Nw+W_Mw>aa3%4HLYsY!Q{_0nr=6>O|>3_h_7FZ"
            "Nk|%f)5-D>7p<qBRHJ@kC!Z>frd!lz(d3%Yu%d9$@3meucH|#VIv#_pjpi3<)DH)NFi}UJc{<vtxl-#3&9c@=^jr}VRqI3pIR4C&"
            "n#bUV-#;Ok;xr9<-f5mEfoO|{0MR;x!lX%qDQR>W=N|FDPnv{(Xp_N{qnJ}`!@1UC>iJUZbZkJwO&mmP!u=+Pvc~YpGk&7azEv8J"
            "-=s;v8K5;cv;o>8XOpy5G+$_4t$mUJ1Z};gNn0AiL-(Br9fbuNfU32@721khc&0tX1q+(YkrA4K=1R>%v(N?!nxb_Z9f$Q+j>gyE"
            "7H#-mYL8fmp}qd7hNbnk*3{Y)k5$#^V!U2zEv6%1Lc5CQL)462OKrK-o_VZFZ!gq<v<;K;RKpM%?SfO(Bn2a0v{}=lMecTou0yGD"
            "Oo<vTJx_bhAGLnr2vli3#ZO*@7HB$4PqiUy4KzQWjmZYn(IgFN$Q(!f%-UBZQte)&$7@;=(s%!Is;!0QRP#}r(EF;|8@_t0p-?n`"
            "t$hf;ljfE}3kPi?jRP2maKtCRPm|j;gSxG4g?3kJtwiNTKj)$5WMP}B^MLem)a#kFS&&O@P1<MG`ZY&oTWBlaAzrli8udP^w(#5I"
            "wYC)6Bd3Q^>q(Pud!}ugrLjg=c~DIQ>ZLX(ZHn4fuH94AXuQxrj{LKW8s;_!<w_ggb8ZvOZ`N$3jY&gp#@fU~5NW(<l;9fGHeK%i"
            "`MymQyP$<K=Q6d{h~~?4TiWftS{{>=7p*I`HE9wFIbyK37WZxKR2wAOGw;)o`jYlB=gNf^np#U^k`g=7kSw@cTAtlBtf940yQ{8b"
            ")Oc>!T2M_AA-CPqhNJda)Hp-b`p{r?;<&Z=HO3M~`$aXrXMV4puK}cSqD{?2lT32V+FjNp=YvLp_m3IcnzhR{Agyl{{8W1hx!#x#"
            "8diZNuK_OHM-7YYdaXU@wVO0f>uKnTM$>5aIhI(`CeiF7Ww5MoILEAo8`@LOOS1MBwBjz~q@@dt>wsLL&}^Q%&=!-|?n7RZaxO}="
            "Me}bVu8ZA4^DFY8#iYE%=CEWris7Sk?J?(*Qb({BlGdhJLyaGK$oTJ3i#gXVZI|Ia<Xl<m2+W$KHKq1aXtPQAq-tB#W|OnmcAqP!"
            "I$%O7Tx+@NpvJGzB$u8|%9XoHYb&ig)By*rKh-GV<UYJqC9_F&KsvWow8`W;!0xnMQPGG$YQE4ASX|b$#;LU~7E|=%SW)F_k+cDt"
            "Ewyl^rTQ&uUNr<ytrq=G>r>rL74%VaNo(XyC#Bsa#qdt+k-GC+3o7AuUz^&rr;xO+(uNC7>h51n+|%0phLS+EE$+sBs<e*xOEh5e"
            "u{*8bYrS;DWhd_`{AS{w)`prC;RK6Of2Q&7N7T%jrfY;Tvho%h@0U2Pxd$zOrQ{y+4l4FbYAx)w_8l7U{qbIq<0VlvaxkDxr8Si%"
            ">BOaG<BC*jjcC{#(iPXq#L=CFrrcF4HG>&mY0bIjb(vGmv$n>#<76nWx{ncx9m7iVl-gZu-Cnb@S3DXC=S~wT)fOo)^Zw+#)7(Kb"
            "l{Q~#*n2Is4qB}I^G<K2(e%EdwOMmm>r@*W*;jU&1-dP6=hUmvu+w;ley90TTaKEEy*OyIXpPKS9Lrt51-UJiM$`M>Xu7i8YeOfO"
            "M3Zv-|1rqIRB1H5_nOOE6Eg`7wWgC0ICS#2j%Q6doisCXAH#9Z9c$V`OLOB#H7qI*nw+>T-cr$8$u<A$N1y*{l>dPAH&VUWd;"
        ),
    ),
}
